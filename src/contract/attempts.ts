// One call of a service, and what the service reports about it.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { AttemptCode } from './reasons.ts';
import { Count, type ReportedResult } from './serviceCall.ts';
import { Warning } from './warnings.ts';

/**
 * How an attempt ended: what is known of whether the service did the work. `not_delivered`: the call did not reach it;
 * `deferred`: it asked to be called later (429, or 503 with Retry-After); `failed`: it was reached and said so; `unknown`:
 * it was reached, and nothing was heard (response timeout, lost connection, lost worker, stuck).
 */
export const AttemptClass = z.enum([
  'succeeded',
  'failed',
  'not_delivered',
  'deferred',
  'unknown',
  'cancelled',
]);
export type AttemptClass = z.infer<typeof AttemptClass>;

export const Attempt = z.object({
  attempt: z.int(),
  started_at: Instant,
  /** When the service answered 202. */
  accepted_at: Instant.optional(),
  ended_at: Instant.optional(),
  http_status: z.int().nullish(),
  class: AttemptClass.optional(),
  /** For people: a sentence made of the code and what was said. */
  error: z.string().nullish(),
  /** Why, where class and http_status do not say it. */
  code: AttemptCode.nullish(),
  /** The service's own words, or those of the connection's failure. */
  said: z.string().nullish(),
  /** timeoutSeconds or heartbeatSeconds, when that is what ran out. */
  limit_seconds: z.int().nullish(),
  retry_after_ms: z.int().nullish(),
  /** What of the service's answer was not kept as it was sent. */
  note: z.string().optional(),
});

/** Characters. */
export const MAX_PROGRESS_MESSAGE = 1_000;

/** What an asynchronous run has reported so far. */
export const Progress = z.object({
  itemsProcessed: Count.optional(),
  itemsSucceeded: Count.optional(),
  itemsFailed: Count.optional(),
  message: z.string().max(MAX_PROGRESS_MESSAGE).optional(),
  percent: z.number().min(0).max(100).optional(),
});
export type Progress = z.infer<typeof Progress>;

/** The end that a service reported of an attempt after it had ended without it: stuck, out of time, or cancelled. */
export const LateReport = z.object({
  at: Instant,
  attempt: z.int(),
  class: z.enum(['succeeded', 'failed']),
  message: z.string().nullable(),
  itemsProcessed: z.int().nullable(),
  itemsSucceeded: z.int().nullable(),
  itemsFailed: z.int().nullable(),
  /** As what the attempt had counted before. */
  countedAs: z.enum(['stuck', 'cancelled', 'unknown']),
  /** For people. */
  sentence: z.string(),
});

/** What is known of an attempt that has ended. Passes through Temporal, so the message is short. */
export const AttemptOutcome = z.object({
  class: AttemptClass,
  httpStatus: z.int().nullable(),
  message: z.string().nullable(),
  /** How long the service asked us to wait. */
  retryAfterMs: z.int().nullable(),
});
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** What is written of it: the outcome as far as there is one, and the service's result. */
export type AttemptReport = Pick<AttemptOutcome, 'class'> &
  Partial<AttemptOutcome> & {
    result?: ReportedResult;
    /** Why, where class and httpStatus do not say it. */
    code?: AttemptCode;
    /** The service's own words, or those of the connection's failure. */
    said?: string;
    /** timeoutSeconds or heartbeatSeconds, when that is what ran out. */
    limitSeconds?: number;
    /** What of the answer was not kept as it was sent. */
    note?: string;
  };

/** Answer to a progress report. */
export const ProgressReported = z.object({
  message: z.string(),
  /** The service is to stop and to report the end. */
  cancelRequested: z.boolean(),
  cancelReason: z.string().nullable(),
  /** Until the next report is due. */
  heartbeatSeconds: z.int(),
  warnings: z.array(Warning).exactOptional(),
});
export type ProgressReported = z.infer<typeof ProgressReported>;

/** Answer to the report of an attempt's end. */
export const AttemptReported = z.object({
  message: z.string(),
  executionId: z.uuid(),
  attempt: z.int(),
  warnings: z.array(Warning).exactOptional(),
});
export type AttemptReported = z.infer<typeof AttemptReported>;
