import { useState } from 'react';
import { skipNext } from '../../api/changes.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { UndoSkip } from '../UndoSkip.tsx';
import { useJobMutation } from '../useJobMutation.ts';

const UNDO_MS = 10_000;

export function SkipNextDialog({ job, onClose }: JobDialogProps) {
  const [reason, setReason] = useState('');
  const next =
    job.nextRunAt === null
      ? 'Its next run'
      : `Its run of ${formatInstantWithZone(job.nextRunAt, job.timeZone, { nowMs: clock.now() })}`;
  const mutation = useJobMutation({
    names: [job.name],
    send: () => skipNext(job.name, { reason: reason.trim() || undefined }),
    onDone: ({ message, scheduledFor }) => {
      toastDone(
        <>
          {message} <UndoSkip jobName={job.name} scheduledFor={scheduledFor} label="Undo" />
        </>,
        UNDO_MS,
      );
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Skip the next run of ${job.displayName}?`}
      effect={`${next} will be skipped; the history says who skipped it and why. Later runs are not affected. You can undo this until it is due.`}
      confirm="Skip it"
      mutation={mutation}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    >
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
