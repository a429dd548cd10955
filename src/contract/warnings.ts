// A warning: the request was accepted, and its effect may surprise the author. docs/reference/errors.md lists the codes.
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

export const Warning = z
  .object({
    code: WarningCode,
    message: z.string(),
    field: z.string().exactOptional(),
    /** Local dates, YYYY-MM-DD. */
    dates: z.array(z.iso.date()).exactOptional(),
  })
  .meta({ id: 'Warning', description: 'The request was accepted, and its effect may surprise the author.' });
export type Warning = z.infer<typeof Warning>;
