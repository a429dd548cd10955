import { useState } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { cancelRun } from '../../api/changes.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useWrite } from '../useWrite.ts';

export function CancelDialog({ job, executionId, onClose }: JobDialogProps & { executionId: string }) {
  const write = useWrite();
  const [reason, setReason] = useState('');
  return (
    <ActionDialog
      title={`Cancel this run of ${job.displayName}?`}
      effect={`${whatIsAborted(job, executionId)} Work it already did is not undone. ${whatStays(job)}`}
      confirm="Cancel run"
      dismiss="Keep running"
      danger
      write={write}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const { message } = await cancelRun(executionId, reason.trim() || undefined);
          afterWrite([job.name]);
          toastDone(message);
          onClose();
        })
      }
    >
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}

function whatIsAborted({ service, running }: JobSummary, executionId: string): string {
  if (running?.executionId !== executionId) return `The call to ${service}, if there is one, is aborted.`;
  return `The call to ${service} is aborted after ${formatDuration(clock.now() - Date.parse(running.startedAt))}.`;
}

function whatStays({ nextRunAt, timeZone }: JobSummary): string {
  if (nextRunAt === null) return 'It has no run to come.';
  return `The next run stays on ${formatInstantWithZone(nextRunAt, timeZone, { nowMs: clock.now() })}.`;
}
