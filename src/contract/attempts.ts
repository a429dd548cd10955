// One call of a service, and the reports of the service about it.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { AttemptCode } from './reasons.ts';
import { Count, type ReportedResult } from './serviceCall.ts';
import { Warning } from './warnings.ts';

/**
 * How an attempt ended: whether the service did the work, as far as that is known. `not_delivered`: the call did not reach it;
 * `deferred`: it asked to be called later (429, or 503 with Retry-After); `failed`: it was reached and reported a failure;
 * `unknown`: it was reached and did not answer (response timeout, lost connection, lost worker, stuck).
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

export const Attempt = z
  .object({
    attempt: z.int(),
    started_at: Instant,
    accepted_at: Instant.optional().describe('When the service answered 202.'),
    ended_at: Instant.optional(),
    http_status: z.int().nullish(),
    class: AttemptClass.optional(),
    error: z.string().nullish().describe('For people: a sentence rendered from `code` and `said`.'),
    code: AttemptCode.nullish().describe('The cause, where class and http_status do not give it.'),
    said: z.string().nullish().describe("The service's own words, or the connection's error."),
    limit_seconds: z.int().nullish().describe('The limit that ran out: timeoutSeconds or heartbeatSeconds.'),
    retry_after_ms: z.int().nullish(),
    note: z.string().optional().describe("Parts of the service's answer that were not kept as sent."),
  })
  .meta({ id: 'Attempt', description: 'One call of the service.' });

/** Characters. */
export const MAX_PROGRESS_MESSAGE = 1_000;

/** The latest progress report of an asynchronous run. */
export const Progress = z
  .object({
    itemsProcessed: Count.optional(),
    itemsSucceeded: Count.optional(),
    itemsFailed: Count.optional(),
    message: z.string().max(MAX_PROGRESS_MESSAGE).optional(),
    percent: z.number().min(0).max(100).optional(),
  })
  .meta({ id: 'Progress', description: 'The latest progress report of a long-running job.' });
export type Progress = z.infer<typeof Progress>;

/** A service's report of an end that came after the attempt had ended as stuck, timed out or cancelled. */
export const LateReport = z.object({
  at: Instant,
  attempt: z.int(),
  class: z.enum(['succeeded', 'failed']),
  message: z.string().nullable(),
  itemsProcessed: z.int().nullable(),
  itemsSucceeded: z.int().nullable(),
  itemsFailed: z.int().nullable(),
  countedAs: z
    .enum(['stuck', 'cancelled', 'unknown'])
    .describe('How the attempt had ended before the report.'),
  sentence: z.string().describe('For people.'),
});

/** The outcome of an attempt that has ended. It passes through Temporal, so the message is short. */
export const AttemptOutcome = z.object({
  class: AttemptClass,
  httpStatus: z.int().nullable(),
  message: z.string().nullable(),
  retryAfterMs: z.int().nullable().describe('The wait that the service asked for.'),
});
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** The record of an attempt's end: its outcome as far as known, and the service's result. */
export type AttemptReport = Pick<AttemptOutcome, 'class'> &
  Partial<AttemptOutcome> & {
    result?: ReportedResult;
    /** The cause, where class and httpStatus do not give it. */
    code?: AttemptCode;
    /** The service's own words, or the connection's error. */
    said?: string;
    /** The limit that ran out: timeoutSeconds or heartbeatSeconds. */
    limitSeconds?: number;
    /** Parts of the answer that were not kept as sent. */
    note?: string;
  };

/** Answer to a progress report. */
export const ProgressReported = z.object({
  message: z.string(),
  cancelRequested: z.boolean().describe('The service is to stop and to report the end.'),
  cancelReason: z.string().nullable(),
  heartbeatSeconds: z.int().describe('Time until the next report is due.'),
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
