// An expression in words, its next occurrences, and warnings.
import { z } from 'zod';
import { NAME_PATTERN } from '../domain/identifiers.ts';
import { Instant } from './fields.ts';
import { Warning } from './warnings.ts';

const Expression = z.strictObject({
  cronExpression: z.string().min(1).max(500),
  timeZone: z.string().max(100).default('UTC'),
});

export const CronPreviewBody = Expression.extend({
  jobName: z
    .string()
    .regex(NAME_PATTERN, 'must be a job name')
    .optional()
    .describe('Decides the values of each `H`; its usual duration is compared with the gaps between runs.'),
  count: z.int().min(1).max(100).default(10),
  /** Occurrences that this schedule lacks are marked `changed`. */
  compareWith: Expression.optional(),
});
/** The body as callers send it. */
export type CronPreviewRequest = z.input<typeof CronPreviewBody>;

export const CronPreview = z.object({
  description: z.string(),
  resolved: z.string().describe('The expression with each H replaced.'),
  upcoming: z.array(
    z.object({
      scheduledFor: Instant,
      changed: z.literal(true).exactOptional().describe('The schedule in `compareWith` lacks it.'),
    }),
  ),
  runsPerYear: z.number(),
  /** How many other jobs start at the next occurrence. */
  sharing: z
    .object({
      scheduledFor: Instant,
      otherJobs: z.int(),
      atLeast: z.literal(true).exactOptional().describe('Rare expressions were not counted.'),
    })
    .nullable(),
  warnings: z.array(Warning),
});
export type CronPreview = z.infer<typeof CronPreview>;
