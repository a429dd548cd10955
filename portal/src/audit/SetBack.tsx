import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AuditEvent } from '../../../src/contract/job.ts';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { openAction } from '../actions/openAction.ts';
import { ChangeSettings } from '../job/ChangeSettings.tsx';
import { reversal } from './reversal.ts';

/** "Set back to the value before", by the dialog that such a change has anywhere else. */
export function SetBack({ event, job }: { event: AuditEvent; job: JobSummary | undefined }) {
  const [isOpen, setOpen] = useState(false);
  const back = reversal(event);
  if (back === null || job === undefined) return null;
  const ask = () => ('action' in back ? openAction({ action: back.action, jobs: [job] }) : setOpen(true));
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={ask}>
        Set back to the value before
      </Button>
      {isOpen && 'settings' in back && (
        <ChangeSettings jobName={job.name} settings={back.settings} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
