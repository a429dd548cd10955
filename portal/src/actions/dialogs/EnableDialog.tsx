import { useQuery } from '@tanstack/react-query';
import { enableJob } from '../../api/changes.ts';
import { cronPreviewQuery } from '../../api/cronPreview.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstantWithZone } from '../../shared/format/formatInstant.ts';
import { formatRelative } from '../../shared/format/formatRelative.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { whilePending } from '../whilePending.ts';
import { toastDone } from '../toasts.tsx';
import { useWrite } from '../useWrite.ts';

export function EnableDialog({ job, onClose }: JobDialogProps) {
  const write = useWrite(job);
  const { cronExpression, timeZone, name } = job;
  const { data: preview } = useQuery({
    ...cronPreviewQuery({ cronExpression: cronExpression ?? '', timeZone, jobName: name, count: 1 }),
    enabled: cronExpression !== null,
  });
  const next = preview?.upcoming[0]?.scheduledFor;
  return (
    <ActionDialog
      title={`Enable ${job.displayName}?`}
      effect={`${whenItRuns(next, job)} Occurrences while it was off are not made up.`}
      confirm="Enable"
      write={write}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const { message } = await whilePending(
            [name],
            { enabled: true, pausedUntil: null, status: 'enabled' },
            () => enableJob(name, { version: write.version }),
          );
          afterWrite([name]);
          toastDone(message);
          onClose();
        })
      }
    />
  );
}

function whenItRuns(next: string | undefined, { cronExpression, timeZone }: JobDialogProps['job']): string {
  if (cronExpression === null) return 'It has no schedule of its own.';
  if (next === undefined) return 'It runs by its schedule again.';
  const nowMs = clock.now();
  return `It runs next on ${formatInstantWithZone(next, timeZone, { nowMs })}, ${formatRelative(next, nowMs, timeZone)}.`;
}
