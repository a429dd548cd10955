// One word, icon and colour for each status, everywhere: icon and word first, colour last.
import {
  Check,
  CirclePlay,
  CircleStop,
  ClockAlert,
  Hourglass,
  LoaderCircle,
  Pause,
  Power,
  SkipForward,
  X,
  type LucideIcon,
} from 'lucide-react';
import type { ExecutionStatus } from '../../../src/contract/execution.ts';
import type { JobStatus } from '../../../src/contract/jobSummary.ts';

export type Status = ExecutionStatus | JobStatus;

export const STATUS_WORDS: Record<Status, string> = {
  completed: 'Completed',
  failed: 'Failed',
  running: 'Running',
  queued: 'Queued',
  skipped: 'Skipped',
  missed: 'Missed',
  cancelled: 'Cancelled',
  paused: 'Paused',
  disabled: 'Disabled',
  enabled: 'Enabled',
};

export const STATUS_ICONS: Record<Status, LucideIcon> = {
  completed: Check,
  failed: X,
  running: LoaderCircle,
  queued: Hourglass,
  skipped: SkipForward,
  missed: ClockAlert,
  cancelled: CircleStop,
  paused: Pause,
  disabled: Power,
  enabled: CirclePlay,
};

/** A CSS value; the tokens are in tokens.css. */
export function statusColour(status: Status): string {
  return `var(--status-${status})`;
}

/** The letters of JobSummary's strip. */
export const STRIP_LETTERS: Readonly<Record<string, ExecutionStatus>> = {
  C: 'completed',
  F: 'failed',
  R: 'running',
  Q: 'queued',
  S: 'skipped',
  M: 'missed',
  X: 'cancelled',
};
