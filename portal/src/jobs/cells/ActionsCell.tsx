import { EllipsisVertical, Play, Power } from 'lucide-react';
import type { CellProps } from '../JobRow.tsx';
import classes from './cells.module.css';

export function ActionsCell({ job, active, commands }: CellProps) {
  const tabIndex = active ? 0 : -1;
  const { name, displayName, enabled } = job;
  return (
    <div className={classes.actions}>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={`Run ${displayName} now`}
        title="Run now (r)"
        onClick={() => commands.act('trigger', name)}
      >
        <Play size={15} aria-hidden />
      </button>
      <button
        type="button"
        role="switch"
        aria-checked={enabled}
        tabIndex={tabIndex}
        aria-label={`${displayName} enabled`}
        title={enabled ? 'Disable (e)' : 'Enable (e)'}
        onClick={() => commands.act(enabled ? 'disable' : 'enable', name)}
      >
        <Power size={15} aria-hidden />
      </button>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-label={`More for ${displayName}`}
        title="More"
        onClick={(event) => commands.openMenu(name, event.currentTarget)}
      >
        <EllipsisVertical size={15} aria-hidden />
      </button>
    </div>
  );
}
