import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { AuditTrail } from '../../audit/AuditTrail.tsx';

const route = getRouteApi('/jobs/$name/{-$tab}');

export function JobAudit({ job: { name } }: { job: JobSummary }) {
  const { from, to, before } = route.useSearch();
  const navigate = route.useNavigate();
  const [machine, setMachine] = useState<'show'>();
  return (
    <AuditTrail
      filters={{ job: name, from, to, before, machine }}
      onMachine={setMachine}
      onCursor={(cursor) => void navigate({ search: (search) => ({ ...search, before: cursor }) })}
      ofOneJob
    />
  );
}
