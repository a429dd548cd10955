import { hoverCardProps } from '../../hover/hoverCard.ts';
import { withoutCode } from '../../runs/withoutCode.ts';
import { StatusLabel } from '../../status/StatusLabel.tsx';
import { formatDuration } from '../../time/formatDuration.ts';
import { Instant } from '../../time/Instant.tsx';
import type { CellProps } from '../JobRow.tsx';
import classes from './cells.module.css';

/** How the last one ended: what runs now is in the status. */
export function LastRunCell({ job, zone, compact, active }: CellProps) {
  const { lastFinished, lastRun } = job;
  if (lastFinished === null) return <span className={classes.small}>no runs yet</span>;
  const run = lastRun?.executionId === lastFinished.executionId ? lastRun : null;
  const why = run?.error ?? (lastFinished.reason === null ? null : withoutCode(lastFinished.reason));
  const label = <StatusLabel status={lastFinished.status} />;
  const about = {
    at: lastFinished.at,
    zone,
    jobZone: job.timeZone,
    as: 'relative',
    focusable: active,
  } as const;
  if (compact) {
    return (
      <span className={classes.line}>
        {label}
        <Instant {...about} className={classes.small} />
      </span>
    );
  }
  return (
    <>
      {label}
      <span className={classes.small} {...(why === null ? {} : hoverCardProps(() => why))}>
        <Instant {...about} />
        {why !== null && `: ${why}`}
        {why === null && run?.durationMs != null && `, took ${formatDuration(run.durationMs)}`}
      </span>
    </>
  );
}
