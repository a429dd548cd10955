import { useState } from 'react';
import { skipNext } from '../../api/changes.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { UndoSkip } from '../UndoSkip.tsx';
import { useWrite } from '../useWrite.ts';

const UNDO_MS = 10_000;

export function SkipNextDialog({ job, onClose }: JobDialogProps) {
  const write = useWrite();
  const [reason, setReason] = useState('');
  const next =
    job.nextRunAt === null
      ? 'Its next run'
      : `Its run of ${formatInstantWithZone(job.nextRunAt, job.timeZone, { nowMs: clock.now() })}`;
  return (
    <ActionDialog
      title={`Skip the next run of ${job.displayName}?`}
      effect={`${next} will not happen; the history says who skipped it and why. Those after it stay, and it can be undone until then.`}
      confirm="Skip it"
      write={write}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const { message, scheduledFor } = await skipNext(job.name, { reason: reason.trim() || undefined });
          afterWrite([job.name]);
          toastDone(
            <>
              {message} <UndoSkip jobName={job.name} scheduledFor={scheduledFor} label="Undo" />
            </>,
            UNDO_MS,
          );
          onClose();
        })
      }
    >
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
