import { hoverCardProps } from '../../hover/hoverCard.ts';
import { clock } from '../../time/clock.ts';
import type { CellProps } from '../JobRow.tsx';
import { failureOf } from '../failureOf.ts';
import classes from './cells.module.css';

/** The row's own line of the whole width: why the job fails, which is what one looks for in the red ones. */
export function FailureLine({ job, zone }: Pick<CellProps, 'job' | 'zone'>) {
  const { failing } = job;
  if (failing === null) return null;
  return (
    <span
      className={classes.failure}
      {...hoverCardProps(() => failing.latestError ?? 'No error was recorded')}
    >
      {failureOf(job, failing, zone, clock.now())}
    </span>
  );
}
