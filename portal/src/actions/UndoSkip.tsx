import { unskip } from '../api/changes.ts';
import { ActButton } from '../shared/ui/ActButton.tsx';
import { useDisabledReason } from './permissions.ts';
import { toastDone, toastFailed } from './toasts.tsx';
import { useJobMutation } from './useJobMutation.ts';

/** Undoes a skip: the occurrence will run after all. */
export function UndoSkip({
  jobName,
  scheduledFor,
  label = 'Undo the skip',
}: {
  jobName: string;
  scheduledFor: string;
  label?: string;
}) {
  const disabledReason = useDisabledReason('unskip');
  const { mutate, isPending } = useJobMutation({
    names: [jobName],
    send: () => unskip(jobName, { scheduledFor }),
    onDone: ({ message }) => toastDone(message),
    onFailed: (error) => toastFailed(`The run of ${jobName} is still skipped`, error),
  });
  return (
    <ActButton size="compact-sm" disabledReason={disabledReason} loading={isPending} onClick={() => mutate()}>
      {label}
    </ActButton>
  );
}
