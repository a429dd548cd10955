// Changes of a job by an operator: bodies and answers.
import { z } from 'zod';
import { FutureInstant, Instant, orAbsent, Reason, UserId } from './fields.ts';
import { Job, JobSettings, OperatorSettings, ScheduleSync } from './jobs.ts';
import { Warning } from './warnings.ts';

/** Body of most changes. */
export const ChangeBody = z.object({
  userId: UserId.describe("Free text: the audit's `source` does not depend on it."),
  reason: Reason,
});
export type ChangeBody = z.infer<typeof ChangeBody>;

/** With `until` the job pauses: it has no occurrences before then, and continues by itself afterwards. */
export const DisableBody = ChangeBody.extend({ until: orAbsent(FutureInstant) });

export const CronBody = ChangeBody.extend({ cronExpression: JobSettings.shape.cronExpression });

export const SETTING_NAMES = OperatorSettings.keyof().options;

/** The settings to override; null returns to the declared value. */
export const SettingsBody = ChangeBody.extend({
  ...orNull(OperatorSettings.shape),
  runAt: FutureInstant.nullish(),
});
export type SettingsBody = z.infer<typeof SettingsBody>;

function orNull<Shape extends Record<string, z.ZodType>>(
  shape: Shape,
): { [Name in keyof Shape]: z.ZodNullable<Shape[Name]> } {
  const entries = Object.entries(shape).map(([name, schema]) => [name, schema.nullable()]);
  return Object.fromEntries(entries);
}

/** Without `scheduledFor`: the next skipped occurrence. */
export const UnskipBody = ChangeBody.extend({ scheduledFor: orAbsent(FutureInstant) });

export const JobEnabled = z.object({
  message: z.string(),
  schedule: ScheduleSync,
  warnings: z.array(Warning),
});
export type JobEnabled = z.infer<typeof JobEnabled>;

export const JobDisabled = JobEnabled.extend({
  pausedUntil: Instant.nullable(),
  nextRunAt: Instant.nullable(),
});
export type JobDisabled = z.infer<typeof JobDisabled>;

export const JobDeleted = JobEnabled.extend({ cancelledExecutionIds: z.array(z.uuid()) });
export type JobDeleted = z.infer<typeof JobDeleted>;

export const CronChanged = JobEnabled.extend({ cronExpression: z.string().nullable() });
export type CronChanged = z.infer<typeof CronChanged>;

export const SettingsOverridden = z.object({
  message: z.string(),
  job: Job,
  warnings: z.array(Warning),
});
export type SettingsOverridden = z.infer<typeof SettingsOverridden>;

/** Answer to skip-next and unskip. */
export const OccurrenceChanged = z.object({
  message: z.string(),
  executionId: z.uuid(),
  scheduledFor: Instant,
  nextRunAt: Instant.nullable(),
});
export type OccurrenceChanged = z.infer<typeof OccurrenceChanged>;
