// Something that was accepted and may surprise its author. Every answer shows it in this shape; docs/reference/errors.md has
// a line for each code.
import { z } from 'zod';

export const WarningCode = z.enum([
  'UNKNOWN_FIELD',
  'SETTING_NOT_SUPPORTED',
  'PARENT_NOT_REGISTERED',
  'RUN_AT_PASSED',
  'DST_GAP',
  'DST_REPEATED',
  'BOTH_DAY_FIELDS',
  'WEEKDAY_NUMBERS',
  'NEVER_FIRES',
  'NO_RUN_WITHIN_YEAR',
  'RUNS_OVERLAP',
  'SHARED_INSTANT',
  'REPAIRED',
]);

export const Warning = z.object({
  code: WarningCode,
  message: z.string(),
  field: z.string().exactOptional(),
  /** Local dates, YYYY-MM-DD. */
  dates: z.array(z.iso.date()).exactOptional(),
});
export type Warning = z.infer<typeof Warning>;
