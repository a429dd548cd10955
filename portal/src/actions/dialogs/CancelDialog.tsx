import { useState } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { cancelRun } from '../../api/changes.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function CancelDialog({ job, executionId, onClose }: JobDialogProps & { executionId: string }) {
  const [reason, setReason] = useState('');
  const mutation = useJobMutation({
    names: [job.name],
    send: () => cancelRun(executionId, reason.trim() || undefined),
    onDone: ({ message }) => {
      toastDone(message);
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Cancel this run of ${job.displayName}?`}
      effect={`${whatIsAborted(job, executionId)} Work it already did is not undone. ${whatStays(job)}`}
      confirm="Cancel run"
      dismiss="Keep running"
      danger
      mutation={mutation}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    >
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}

function whatIsAborted({ service, running }: JobSummary, executionId: string): string {
  if (running?.executionId !== executionId) return `The call to ${service}, if any, is aborted.`;
  return `The call to ${service} is aborted after ${formatDuration(clock.now() - Date.parse(running.startedAt))}.`;
}

function whatStays({ nextRunAt, timeZone }: JobSummary): string {
  if (nextRunAt === null) return 'The job has no next run.';
  return `The next run is still ${formatInstantWithZone(nextRunAt, timeZone, { nowMs: clock.now() })}.`;
}
