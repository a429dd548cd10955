import { useQuery } from '@tanstack/react-query';
import { enableJob } from '../../api/changes.ts';
import { cronPreviewQuery } from '../../api/cronPreview.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
import { formatRelative } from '../../shared/format/formatRelative.ts';
import { useCanDisableForGood } from '../permissions.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { toastDone } from '../toasts.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function EnableDialog({ job, onClose }: JobDialogProps) {
  const { cronExpression, timeZone, name } = job;
  const verb = useCanDisableForGood() ? 'Enable' : 'Resume';
  const { data: preview } = useQuery({
    ...cronPreviewQuery({ cronExpression: cronExpression ?? '', timeZone, jobName: name, count: 1 }),
    enabled: cronExpression !== null,
  });
  const next = preview?.upcoming[0]?.scheduledFor;
  const mutation = useJobMutation({
    names: [name],
    base: job,
    send: (_, version) => enableJob(name, { version }),
    optimistic: () => ({ enabled: true, pausedUntil: null, status: 'enabled' }),
    onDone: ({ message }) => {
      toastDone(message);
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`${verb} ${job.displayName}?`}
      effect={`${whenItRuns(next, job)} Missed occurrences are not caught up.`}
      confirm={verb}
      mutation={mutation}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    />
  );
}

function whenItRuns(next: string | undefined, { cronExpression, timeZone }: JobDialogProps['job']): string {
  if (cronExpression === null) return 'The job has no schedule.';
  if (next === undefined) return 'The job runs on its schedule again.';
  const nowMs = clock.now();
  return `The next run is ${formatInstantWithZone(next, timeZone, { nowMs })}, ${formatRelative(next, nowMs, timeZone)}.`;
}
