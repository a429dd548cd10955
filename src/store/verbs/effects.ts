// What a decision of the database asks of other runs. coordination/applyEffects.ts carries it out.
import { z } from 'zod';
import { Instant } from '../../contract/fields.ts';

/** A run whose row is there and whose workflow is to be started. */
export const QueuedRun = z.object({
  executionId: z.string(),
  jobName: z.string(),
  service: z.string(),
  endpoint: z.string(),
  origin: z.string(),
  /** One to come is waited for. */
  scheduledFor: Instant.nullable(),
  /** 1 goes first. */
  priority: z.int(),
});
export type QueuedRun = z.infer<typeof QueuedRun>;

/** An answer names only the kinds that it has. Repeatable. */
export const Effects = z.object({
  /** Workflow ids of runs that have to end, or that wait and have been cancelled. */
  cancel: z.array(z.string()).default([]),
  start: z.array(QueuedRun).default([]),
  /** Workflow ids of runs that have a slot and have not begun. */
  signal: z.array(z.string()).default([]),
  /** Names of jobs that run after this one, and may be due now. */
  dependents: z.array(z.string()).default([]),
});
export type Effects = z.infer<typeof Effects>;

export const EffectsAnswer = z.object({ effects: Effects });
