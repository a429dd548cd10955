import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import { useJobs } from '../../../../live/jobs.ts';
import { reasonInWords, reasonOf } from '../../../../runs/explain/reasonInWords.ts';
import { plainText } from '../../../../runs/explain/sentence.ts';
import { StatusLabel } from '../../../../shared/ui/status/StatusLabel.tsx';
import { clock } from '../../../../shared/format/clock.ts';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import { Instant } from '../../../../shared/ui/time/Instant.tsx';
import type { CellProps } from './CellProps.ts';
import { waitsFor } from '../../model/waitsFor.ts';
import classes from './cells.module.css';

/** How the last run ended; a running one is shown in the status. */
export function LastRunCell({ job, zone, compact, active }: CellProps) {
  const { lastFinished, lastRun } = job;
  if (lastFinished === null) return <NoRuns job={job} />;
  const run = lastRun?.executionId === lastFinished.executionId ? lastRun : null;
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
  // The failure has a line of its own.
  const { cause } = lastFinished;
  const reason = cause && reasonOf(cause.reasonCode, cause.reasonDetails);
  const why =
    job.failing !== null || reason === null ? null : plainText(reasonInWords(reason), zone, clock.now());
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

function NoRuns({ job }: Pick<CellProps, 'job'>) {
  const waits = useJobs(({ jobs }) => waitsFor(job, (name) => jobs?.get(name)));
  return (
    <span className={classes.small} {...(waits === null ? {} : hoverCardProps(() => waits))}>
      {waits ?? 'no runs yet'}
    </span>
  );
}
