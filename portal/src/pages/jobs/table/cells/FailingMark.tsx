import { TriangleAlert } from 'lucide-react';
import type { JobSummary } from '../../../../../../src/contract/jobSummaries.ts';
import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import { formatCount } from '../../../../shared/format/formatNumber.ts';
import { clock } from '../../../../shared/format/clock.ts';
import { formatInstantWithZone } from '../../../../shared/format/formatInstant.ts';
import { distance } from '../../../../shared/format/formatRelative.ts';
import { useTicking } from '../../../../shared/hooks/useTicking.ts';
import { failureOf } from '../../model/failureOf.ts';
import classes from './cells.module.css';

interface FailingProps {
  failing: NonNullable<JobSummary['failing']>;
  zone: string;
}

/** @param as the status itself; a mark beside it; or both lines in one, below another status */
export function FailingMark({ failing, zone, as }: FailingProps & { as: 'status' | 'mark' | 'line' }) {
  return (
    <span className={as === 'status' ? classes.failingStatus : classes.failing} {...card(failing, zone)}>
      <TriangleAlert size={as === 'status' ? 15 : 12} aria-hidden /> Failing
      {as === 'line' && (
        <>
          {' '}
          <FailingFor failing={failing} />
        </>
      )}
    </span>
  );
}

/** "1 h 37 min, 4 in a row", below the status. */
export function FailingSince({ failing, zone }: FailingProps) {
  return (
    <span className={classes.failing} {...card(failing, zone)}>
      <FailingFor failing={failing} />
    </span>
  );
}

function FailingFor({ failing }: Pick<FailingProps, 'failing'>) {
  return useTicking(
    (nowMs) => `${distance(nowMs - Date.parse(failing.since))}, ${formatCount(failing.inARow)} in a row`,
  );
}

function card(failing: FailingProps['failing'], zone: string) {
  return hoverCardProps(() => (
    <>
      Failing since {formatInstantWithZone(failing.since, zone, { nowMs: clock.now() })},{' '}
      {formatCount(failing.inARow)} in a row
      <div>{failureOf(failing, zone, clock.now())}</div>
    </>
  ));
}
