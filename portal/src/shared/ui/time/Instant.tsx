import { hoverCardProps } from '../hover/hoverCard.ts';
import { formatInstantWithZone } from '../../format/formatInstant.ts';
import { formatDue, formatRelative } from '../../format/formatRelative.ts';
import { InstantCard } from './InstantCard.tsx';
import { useTicking } from '../../hooks/useTicking.ts';

export interface InstantProps {
  /** ISO 8601. */
  at: string;
  /** Zone to show it in. */
  zone: string;
  /** Zone of the job it belongs to; the card has a line for it. */
  jobZone?: string | undefined;
  /** "in 3 h 05 min", or "Mon 12 Jan, 09:00 (Europe/London)"; `due`: of a run to come, "was due 5 min ago". */
  as: 'relative' | 'instant' | 'due';
  seconds?: boolean;
  className?: string | undefined;
  /** Whether Tab stops here, so that the card opens without a pointer. Default true. */
  focusable?: boolean;
}

/** An instant; its card has it in every zone that matters. */
export function Instant({
  at,
  zone,
  jobZone,
  as,
  seconds = false,
  className,
  focusable = true,
}: InstantProps) {
  const text = useTicking((nowMs) => {
    if (as === 'due') return formatDue(at, nowMs, zone);
    return as === 'relative'
      ? formatRelative(at, nowMs, zone)
      : formatInstantWithZone(at, zone, { nowMs, seconds });
  });
  return (
    <time
      dateTime={at}
      className={className}
      tabIndex={focusable ? 0 : -1}
      {...hoverCardProps(() => <InstantCard at={at} jobZone={jobZone} />)}
    >
      {text}
    </time>
  );
}
