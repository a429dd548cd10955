import { Glyph } from '../../../../shared/ui/status/Glyph.tsx';
import { actOfEnabling } from '../../../../actions/permissions.ts';
import { STATUS_PATHS } from '../../../../shared/ui/status/vocabulary.ts';
import type { CellProps } from './CellProps.ts';
import classes from './cells.module.css';

const PATHS = { play: 'M7 4l12 8-12 8z', power: STATUS_PATHS.disabled, more: 'M12 5v.1M12 12v.1M12 19v.1' };

export function ActionsCell({ job, active, commands }: CellProps) {
  const tabIndex = active ? 0 : -1;
  const { name, displayName, enabled } = job;
  const noRun = commands.disabledReason('trigger');
  const noSwitch = commands.disabledReason(enabled ? 'disable' : actOfEnabling(job));
  return (
    <div className={classes.actions}>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={`Run ${displayName} now`}
        title={noRun ?? 'Run now (r)'}
        disabled={noRun !== null}
        onClick={() => commands.act('trigger', name)}
      >
        <Glyph path={PATHS.play} />
      </button>
      <button
        type="button"
        role="switch"
        aria-checked={enabled}
        tabIndex={tabIndex}
        aria-label={`${displayName} enabled`}
        title={noSwitch ?? (enabled ? 'Disable (e)' : 'Enable (e)')}
        disabled={noSwitch !== null}
        onClick={() => commands.act(enabled ? 'disable' : 'enable', name)}
      >
        <Glyph path={PATHS.power} />
      </button>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-haspopup="menu"
        aria-label={`More for ${displayName}`}
        title="More"
        onClick={(event) => commands.openMenu(name, event.currentTarget)}
      >
        <Glyph path={PATHS.more} />
      </button>
    </div>
  );
}
