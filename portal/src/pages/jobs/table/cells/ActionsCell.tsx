import { Glyph } from '../../../../shared/ui/status/Glyph.tsx';
import { STATUS_PATHS } from '../../../../shared/ui/status/vocabulary.ts';
import type { CellProps } from './CellProps.ts';
import classes from './cells.module.css';

const PATHS = { play: 'M7 4l12 8-12 8z', power: STATUS_PATHS.disabled, more: 'M12 5v.1M12 12v.1M12 19v.1' };

export function ActionsCell({ job, active, commands }: CellProps) {
  const tabIndex = active ? 0 : -1;
  const { name, displayName, enabled } = job;
  const { disabledReason } = commands;
  return (
    <div className={classes.actions}>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-label={`Run ${displayName} now`}
        title={disabledReason ?? 'Run now (r)'}
        disabled={disabledReason !== null}
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
        title={disabledReason ?? (enabled ? 'Disable (e)' : 'Enable (e)')}
        disabled={disabledReason !== null}
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
