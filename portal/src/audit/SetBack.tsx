import { Button } from '@mantine/core';
import type { AuditEvent } from '../../../src/contract/job.ts';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { openAction } from '../actions/openAction.ts';
import { reversal } from './reversal.ts';

/** "Set back to the value before", by the dialog that such a change has anywhere else. */
export function SetBack({ event, job }: { event: AuditEvent; job: JobSummary | undefined }) {
  const back = reversal(event);
  if (back === null || job === undefined) return null;
  return (
    <Button size="compact-xs" variant="default" onClick={() => openAction({ ...back, jobs: [job] })}>
      Set back to the value before
    </Button>
  );
}
