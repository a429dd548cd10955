import { AlarmClock, CalendarX, RefreshCw, Unplug } from 'lucide-react';
import type { JobSummary } from '../../../../../../src/contract/jobSummaries.ts';
import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import { formatCount } from '../../../../shared/format/formatNumber.ts';
import { StatusLabel } from '../../../../shared/ui/status/StatusLabel.tsx';
import { progressText } from '../../../../runs/progressText.ts';
import { STATUS_WORDS } from '../../../../shared/ui/status/vocabulary.ts';
import { distance } from '../../../../shared/format/formatRelative.ts';
import { formatNear } from '../../../../shared/format/formatInstant.ts';
import { useTicking } from '../../../../shared/hooks/useTicking.ts';
import type { CellProps } from './CellProps.ts';
import { isCancelling, isLateAt, isNeverDue, isStuckAt, statusAt } from '../../model/jobState.ts';
import classes from './cells.module.css';
import { FailingMark, FailingSince } from './FailingMark.tsx';

export function StatusCell({ job, zone, compact }: CellProps) {
  const status = useTicking((nowMs) => statusAt(job, nowMs));
  const late = useTicking((nowMs) => isLateAt(job, nowMs));
  const stuck = useTicking((nowMs) => isStuckAt(job, nowMs));
  const word = useTicking((nowMs) => statusText(job, status, zone, nowMs));
  const { stopped, failing } = job;
  const never = isNeverDue(job);
  // "Failing" says more than "enabled".
  const failsOnly = failing !== null && status === 'enabled';
  return (
    <>
      <span
        className={classes.line}
        {...(stopped &&
          hoverCardProps(() => (
            <>
              {status === 'paused' ? 'Paused' : 'Disabled'} by {stopped.by}
              {stopped.reason !== null && `: ${stopped.reason}`}
            </>
          )))}
      >
        {/* In one line there is room for what matters most. */}
        {failsOnly && <FailingMark failing={failing} zone={zone} as="status" />}
        {!failsOnly && !(compact && status === 'enabled' && (late || never)) && (
          <StatusLabel status={status} word={word} />
        )}
        {failing !== null && !failsOnly && (compact || job.running?.progress) && (
          <FailingMark failing={failing} zone={zone} as="mark" />
        )}
        {stuck && <Mark Icon={Unplug} word="Stuck" />}
        {late && <Mark Icon={AlarmClock} word="Late" />}
        {never && <Mark Icon={CalendarX} word="Never due" />}
        {job.schedule === 'pending' && <Mark Icon={RefreshCw} word="Sync pending" quiet />}
      </span>
      {!compact && <Below job={job} status={status} zone={zone} />}
    </>
  );
}

function Below({ job, status, zone }: { job: JobSummary; status: string; zone: string }) {
  const progress = job.running?.progress;
  if (progress) {
    const { message } = progress;
    return (
      <span className={classes.line} {...(message !== undefined && hoverCardProps(() => message))}>
        {progress.percent !== undefined && (
          <progress className={classes.progress} max={100} value={progress.percent} aria-label="Progress" />
        )}
        <span className={classes.small}>{progressText(progress)}</span>
      </span>
    );
  }
  if (job.failing) {
    const about = { failing: job.failing, zone };
    return status === 'enabled' ? <FailingSince {...about} /> : <FailingMark {...about} as="line" />;
  }
  if (status === 'running' && job.queuedCount > 0)
    return <span className={classes.small}>{formatCount(job.queuedCount)} queued</span>;
  if (status === 'running' && !job.enabled) return <span className={classes.small}>disabled</span>;
  const reason = job.stopped?.reason;
  return reason == null ? null : <span className={classes.small}>{reason}</span>;
}

function Mark({ Icon, word, quiet = false }: { Icon: typeof AlarmClock; word: string; quiet?: boolean }) {
  return (
    <span className={quiet ? classes.quietMark : classes.mark}>
      <Icon size={13} aria-hidden /> {word}
    </span>
  );
}

function statusText(
  job: JobSummary,
  status: ReturnType<typeof statusAt>,
  zone: string,
  nowMs: number,
): string {
  if (status === 'paused' && job.pausedUntil !== null)
    return `Paused until ${formatNear(job.pausedUntil, zone, { nowMs })}`;
  if (status === 'running' && isCancelling(job)) return 'Cancelling…';
  if (status === 'running' && job.runningCount > 1) return `${formatCount(job.runningCount)} running`;
  if (status === 'running' && job.running)
    return `Running, ${distance(Math.max(0, nowMs - Date.parse(job.running.startedAt)))}`;
  if (status === 'queued' && job.queuedCount > 1) return `${formatCount(job.queuedCount)} queued`;
  return STATUS_WORDS[status];
}
