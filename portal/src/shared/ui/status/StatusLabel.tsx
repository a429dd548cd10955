import { Glyph } from './Glyph.tsx';
import classes from './StatusLabel.module.css';
import { STATUS_PATHS, STATUS_WORDS, statusColour, type Status } from './vocabulary.ts';

/** Icon and word of a status; `word` says it at more length ("Paused until Tue 08:00"). */
export function StatusLabel({ status, word = STATUS_WORDS[status] }: { status: Status; word?: string }) {
  return (
    <span className={classes.label} style={{ color: statusColour(status) }} data-status={status}>
      <Glyph path={STATUS_PATHS[status]} className={status === 'running' ? classes.spinning : undefined} />
      {word}
    </span>
  );
}
