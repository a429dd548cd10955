import classes from './StatusLabel.module.css';
import { STATUS_ICONS, STATUS_WORDS, statusColour, type Status } from './vocabulary.ts';

/** Icon and word of a status; `word` says it at more length ("Paused until Tue 08:00"). */
export function StatusLabel({ status, word = STATUS_WORDS[status] }: { status: Status; word?: string }) {
  const Icon = STATUS_ICONS[status];
  return (
    <span className={classes.label} style={{ color: statusColour(status) }} data-status={status}>
      <Icon
        size={15}
        strokeWidth={2.5}
        aria-hidden
        className={status === 'running' ? classes.spinning : undefined}
      />
      {word}
    </span>
  );
}
