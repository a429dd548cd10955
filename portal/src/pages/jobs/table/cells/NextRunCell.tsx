import { Instant } from '../../../../shared/ui/time/Instant.tsx';
import type { CellProps } from './CellProps.ts';
import { isNeverDue } from '../../model/jobState.ts';
import classes from './cells.module.css';

export function NextRunCell({ job, zone, compact, active }: CellProps) {
  if (isNeverDue(job)) return <span className={classes.small}>never: no date matches</span>;
  if (!job.enabled || job.nextRunAt === null) return <span className={classes.small}>–</span>;
  const about = { at: job.nextRunAt, zone, jobZone: job.timeZone, focusable: active };
  return (
    <>
      <Instant {...about} as="due" className={classes.cut} />
      {!compact && <Instant {...about} as="instant" className={classes.small} focusable={false} />}
    </>
  );
}
