import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import { clock } from '../../../../shared/format/clock.ts';
import { failureOf } from '../../model/failureOf.ts';
import type { CellProps } from './CellProps.ts';
import classes from './cells.module.css';

/** Why the job fails. @param below spans the row, under its cells */
export function FailureLine({
  job,
  zone,
  below = false,
}: Pick<CellProps, 'job' | 'zone'> & { below?: boolean }) {
  const { failing } = job;
  if (failing === null) return null;
  return (
    <span
      className={below ? classes.failureBelow : classes.failure}
      {...hoverCardProps(() => failing.latestError ?? 'No error recorded')}
    >
      {failureOf(failing, zone, clock.now())}
    </span>
  );
}
