// Warnings in the API's answers. Branch on `code`; docs/reference/errors.md has a line for each.

export const WARNING_CODES = [
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
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** Something that is accepted but that its author should know; the shape is the same in every answer. */
export interface Warning {
  code: WarningCode;
  message: string;
  field?: string;
  /** Local dates, YYYY-MM-DD. */
  dates?: string[];
}
