import type { JobSummary } from '../../../../../../src/contract/jobSummaries.ts';
import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import { formatCount, formatRate } from '../../../../shared/format/formatNumber.ts';
import { formatDuration } from '../../../../shared/format/formatDuration.ts';
import type { CellProps } from './CellProps.ts';
import classes from './cells.module.css';

/** A lower rate is highlighted. */
const LOW = 0.95;

export function RateCell({ job: { last30Days } }: CellProps) {
  const { successRate } = last30Days;
  const card = hoverCardProps(() => <RateCard counts={last30Days} />);
  if (successRate === null) {
    return (
      <span className={classes.small} {...card}>
        –
      </span>
    );
  }
  return (
    <span
      className={classes.rate}
      data-low={successRate < LOW || undefined}
      style={{ backgroundSize: `${successRate * 100}% 4px, 100% 4px` }}
      {...card}
    >
      {formatRate(successRate)}
    </span>
  );
}

function RateCard({ counts }: { counts: JobSummary['last30Days'] }) {
  const { completed, failed, missed, skipped, cancelled, successRate, avgDurationMs } = counts;
  if (successRate === null) return <>No runs in 30 days</>;
  return (
    <>
      <strong>
        {formatRate(successRate)} of {formatCount(completed + failed + missed)}
      </strong>{' '}
      in 30 days
      <div>
        {formatCount(completed)} completed, {formatCount(failed)} failed, {formatCount(missed)} missed
      </div>
      <div>
        Not counted: {formatCount(skipped)} skipped, {formatCount(cancelled)} cancelled
      </div>
      {avgDurationMs !== null && <div>Takes {formatDuration(avgDurationMs)} on average</div>}
    </>
  );
}
