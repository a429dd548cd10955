import { useState } from 'react';
import { unskip } from '../api/changes.ts';
import { ActButton } from '../shared/ui/ActButton.tsx';
import { afterWrite } from './afterWrite.ts';
import { useDisabledReason } from './permissions.ts';
import { toastDone, toastFailed } from './toasts.tsx';

/** Lets an occurrence run after all that somebody skipped ahead of time. */
export function UndoSkip({
  jobName,
  scheduledFor,
  label = 'Undo the skip',
}: {
  jobName: string;
  scheduledFor: string;
  label?: string;
}) {
  const refusal = useDisabledReason();
  const [busy, setBusy] = useState(false);
  async function undo(): Promise<void> {
    setBusy(true);
    try {
      const { message } = await unskip(jobName, { scheduledFor });
      afterWrite([jobName]);
      toastDone(message);
    } catch (error) {
      toastFailed(`The run of ${jobName} is still skipped`, error);
    }
    setBusy(false);
  }
  return (
    <ActButton size="compact-sm" refusal={refusal} loading={busy} onClick={() => void undo()}>
      {label}
    </ActButton>
  );
}
