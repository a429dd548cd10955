import { TriangleAlert } from 'lucide-react';
import type { JobSummary } from '../../../../src/contract/jobSummary.ts';
import { hoverCardProps } from '../../hover/hoverCard.ts';
import { formatCount } from '../../numbers/formatNumber.ts';
import { clock } from '../../time/clock.ts';
import { formatInstant } from '../../time/formatInstant.ts';
import { distance } from '../../time/formatRelative.ts';
import { useTicking } from '../../time/useTicking.ts';
import classes from './cells.module.css';

interface FailingMarkProps {
  failing: NonNullable<JobSummary['failing']>;
  zone: string;
  /** Only the word; the rest is in the card. */
  short?: boolean;
}

export function FailingMark({ failing, zone, short = false }: FailingMarkProps) {
  const inARow = `${formatCount(failing.inARow)} in a row`;
  const text = useTicking((nowMs) =>
    short ? '' : ` ${distance(nowMs - Date.parse(failing.since))}, ${inARow}`,
  );
  return (
    <span
      className={classes.failing}
      {...hoverCardProps(() => (
        <>
          Failing since {formatInstant(failing.since, zone, { nowMs: clock.now() })}, {inARow}
          {failing.latestError !== null && <div>{failing.latestError}</div>}
        </>
      ))}
    >
      <TriangleAlert size={12} aria-hidden /> Failing{text}
    </span>
  );
}
