// One word, icon and colour for each status, everywhere: icon and word first, colour last.
import type { ExecutionStatus } from '../../../../../src/contract/executions.ts';
import type { JobStatus } from '../../../../../src/contract/jobSummaries.ts';

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

/** Drawn on 24 x 24 with a line of round ends (Glyph.tsx). */
export const STATUS_PATHS: Record<Status, string> = {
  completed: 'M20 6 9 17l-5-5',
  failed: 'M18 6 6 18M6 6l12 12',
  running: 'M21 12a9 9 0 1 1-6.2-8.6',
  queued: 'M5 3h14M5 21h14M7 3v4l10 10v4M17 3v4L7 17v4',
  skipped: 'M5 5v14l11-7zM20 5v14',
  missed: 'M20 16a9 9 0 1 1-4-12M12 7v5l4 2M21 6v4M21 14v.1',
  cancelled: 'M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20zM9 9h6v6H9z',
  paused: 'M8 4v16M16 4v16',
  disabled: 'M12 2v10M18.4 6.6a9 9 0 1 1-12.8 0',
  enabled: 'M12 2a10 10 0 1 0 0 20 10 10 0 1 0 0-20zM10 8l6 4-6 4z',
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
