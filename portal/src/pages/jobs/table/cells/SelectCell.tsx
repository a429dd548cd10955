import type { CellProps } from './CellProps.ts';
import classes from '../JobsTable.module.css';

export function SelectCell({ job, selected, active, commands }: CellProps) {
  return (
    <label className={classes.check}>
      <input
        type="checkbox"
        tabIndex={active ? 0 : -1}
        checked={selected}
        aria-label={`Select ${job.displayName}`}
        // React's change event does not say whether Shift is held.
        onClick={(event) => commands.select(job.name, event.shiftKey)}
        readOnly
      />
    </label>
  );
}
