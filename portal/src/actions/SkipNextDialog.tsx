import { useState } from 'react';
import { skipNext } from '../api/changes.ts';
import { clock } from '../time/clock.ts';
import { formatInstantWithZone } from '../time/formatInstant.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from './afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './ReasonField.tsx';
import { toastDone } from './toasts.tsx';
import { useWrite } from './useWrite.ts';

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
      effect={`${next} will not happen; the history says who skipped it and why. Those after it stay.`}
      confirm="Skip it"
      write={write}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const { message } = await skipNext(job.name, { reason: reason.trim() || undefined });
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
