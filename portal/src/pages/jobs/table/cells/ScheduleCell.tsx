import { hoverCardProps } from '../../../../shared/ui/hover/hoverCard.ts';
import type { CellProps } from './CellProps.ts';
import classes from './cells.module.css';

export function ScheduleCell({ job, compact }: CellProps) {
  return (
    <>
      <span
        className={classes.cut}
        {...hoverCardProps(() => (
          <>
            {job.scheduleInWords}
            {job.cronExpression !== null && (
              <div>
                <code>{job.cronExpression}</code> ({job.timeZone})
              </div>
            )}
          </>
        ))}
      >
        {job.scheduleInWords}
      </span>
      {!compact && job.cronExpression !== null && <code className={classes.mono}>{job.cronExpression}</code>}
    </>
  );
}
