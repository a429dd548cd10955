// Why a run is waiting, did not run, was cancelled or failed: a code and its details. Postgres renders the sentence (`reason`,
// or `error_message` of a failed run) from them, and the portal its own words. No code parses a sentence.
import { z } from 'zod';

const Instant = z.iso.datetime();

/** Details of a missed occurrence: why it was not started, and which other occurrences its row covers. */
const missed = {
  /** The zone data of the Schedule in force, if it had been compiled with other rules than today's. */
  zones: z.string().optional(),
  /** The instant at which that Schedule was replaced. */
  outdatedUntil: Instant.optional(),
  /** Occurrences that this row covers, when there are too many for a row each. */
  count: z.int().optional(),
  from: Instant.optional(),
  to: Instant.optional(),
};

/** The person who decided it, and their reason. */
const byPerson = { by: z.string(), reason: z.string().nullish() };

/** Every code there is, in the order of the reference page, which is made from this table. */
export const REASONS = {
  // Queued
  planned: {
    status: 'queued',
    meaning: 'It is a one-off run for a future instant.',
    details: { at: Instant },
  },
  backfill: {
    status: 'queued',
    meaning: 'It is part of a backfill, and the runs before it have not ended.',
    details: {},
  },
  service_limit: {
    status: 'queued',
    meaning: 'The service is at its limit of concurrent runs.',
    details: { service: z.string(), limit: z.int() },
  },
  // Queued or skipped
  overlap: {
    status: 'queued, skipped',
    meaning:
      'Another run of the job had not ended. A skipped run names it: its id, when it was due, and whether it was queued or running.',
    details: {
      executionId: z.uuid().optional(),
      dueAt: Instant.optional(),
      status: z.enum(['queued', 'running']).optional(),
    },
  },
  service_paused: {
    status: 'queued, skipped',
    meaning: 'The service was paused.',
    details: { service: z.string(), reason: z.string().nullish() },
  },
  // Skipped
  queue_full: {
    status: 'skipped',
    meaning: 'The queue of the job was full.',
    details: { limit: z.int() },
  },
  disabled: {
    status: 'skipped',
    meaning: 'The job was disabled when its parents had ended or its instant had come.',
    details: { jobName: z.string() },
  },
  paused: {
    status: 'skipped',
    meaning: 'The job was paused when its parents had ended or its instant had come.',
    details: { jobName: z.string(), until: Instant },
  },
  skipped: { status: 'skipped', meaning: 'A person skipped it ahead of time.', details: byPerson },
  // Missed
  scheduler_down: {
    status: 'missed',
    meaning: 'Nothing started it in time, and the job does not catch up.',
    details: missed,
  },
  schedule_outdated: {
    status: 'missed',
    meaning:
      'Its Schedule had been compiled with other zone data or rules, which lack it, and the job does not catch up.',
    details: missed,
  },
  catchup_passed: {
    status: 'missed',
    meaning: 'Nothing started it in time, and it was found later than the job catches up.',
    details: { ...missed, lateSeconds: z.int(), catchupSeconds: z.int() },
  },
  superseded: {
    status: 'missed',
    meaning:
      'Nothing started it in time, and the job catches up its latest occurrence only, which came after it.',
    details: { ...missed, nextAt: Instant },
  },
  // After a restore
  database_restored: {
    status: 'missed, failed, completed, cancelled, skipped',
    meaning:
      'The database was restored to an earlier state. A missed or failed run may have taken place: nobody knows. Any other is as Temporal remembers it.',
    details: {
      /** The state that the database was restored to; unknown when nobody has declared it. */
      restoredTo: Instant.optional(),
      /** What Temporal knows of it. */
      workflowStatus: z.string().optional(),
      count: missed.count,
      from: missed.from,
      to: missed.to,
    },
  },
  // Cancelled
  cancelled: {
    status: 'cancelled',
    meaning:
      'A person cancelled it, or by overlap = cancel_running the scheduler, which names the newer run.',
    details: { ...byPerson, executionId: z.uuid().optional() },
  },
  newer_run: {
    status: 'cancelled',
    meaning: 'A newer run of the job came while it was waiting (overlap = cancel_running).',
    details: { executionId: z.uuid() },
  },
  backfill_cancelled: {
    status: 'cancelled',
    meaning: 'A person cancelled its backfill before it began.',
    details: byPerson,
  },
  job_deleted: {
    status: 'cancelled',
    meaning: 'The job was deleted while it was waiting.',
    details: {},
  },
  workflow_cancelled: {
    status: 'cancelled',
    meaning: 'Its workflow was cancelled in Temporal, without a request to the scheduler.',
    details: { message: z.string() },
  },
  // Failed
  attempts_used: {
    status: 'failed',
    meaning: 'The last attempt that the retry rule allows has failed.',
    details: { attempts: z.int(), allowed: z.int() },
  },
  not_retryable: {
    status: 'failed',
    meaning: 'The service answered with a status that another attempt would not change.',
    details: { httpStatus: z.int() },
  },
  start_deadline: {
    status: 'failed',
    meaning: 'The service was not reached, or asked to wait, until the start deadline.',
    details: { tries: z.int(), seconds: z.int() },
  },
  workflow_lost: {
    status: 'failed, cancelled',
    meaning: 'Its workflow is gone from Temporal, was reset, or ended before the run had.',
    details: { how: z.enum(['gone', 'reset', 'ended']), workflowStatus: z.string().nullish() },
  },
  not_started: {
    status: 'failed',
    meaning: 'Temporal could not start it within its start deadline.',
    details: { seconds: z.int(), error: z.string() },
  },
  ended_before_begin: {
    status: 'failed',
    meaning: 'Its workflow ended in Temporal before the run began.',
    details: { workflowStatus: z.string() },
  },
} as const satisfies Record<string, { status: string; meaning: string; details: Record<string, z.ZodType> }>;

export type ReasonCode = keyof typeof REASONS;
export const ReasonCode = z.enum(Object.keys(REASONS) as [ReasonCode, ...ReasonCode[]]);

/** A code with its own details. */
export type Reason = {
  [Code in ReasonCode]: {
    code: Code;
    details: z.infer<z.ZodObject<(typeof REASONS)[Code]['details']>>;
  };
}[ReasonCode];
export type ReasonOf<Code extends ReasonCode> = Extract<Reason, { code: Code }>;

/** How an attempt ended, where its class and HTTP status do not show it. */
export const ATTEMPT_CODES = {
  answered: 'The service answered with an HTTP status other than 2xx.',
  no_result: 'It answered with a success status, and the body is not a JobResult.',
  reported: 'It said success: false.',
  asked_to_wait: 'It asked to be called later (429, or 503 with Retry-After).',
  unreachable: 'No connection, or no end of the TLS handshake.',
  no_answer: 'No answer within timeoutSeconds.',
  connection_lost: 'The connection broke before the answer had ended.',
  no_report: 'It answered 202 and did not report its end within timeoutSeconds.',
  stuck: 'It answered 202 and reported no progress for heartbeatSeconds.',
} as const;
export type AttemptCode = keyof typeof ATTEMPT_CODES;
export const AttemptCode = z.enum(Object.keys(ATTEMPT_CODES) as [AttemptCode, ...AttemptCode[]]);

/** Why a run ended as it did, as lists of jobs carry it. */
export const RunCause = z.object({
  reasonCode: ReasonCode.nullable(),
  reasonDetails: z.record(z.string(), z.unknown()).nullable(),
  /** The code of its last attempt. */
  attemptCode: AttemptCode.nullable(),
  httpStatus: z.int().nullable(),
  /** The service's own words, or the connection's error. */
  said: z.string().nullable(),
  /** The limit that ran out: timeoutSeconds or heartbeatSeconds. */
  limitSeconds: z.int().nullable(),
});
export type RunCause = z.infer<typeof RunCause>;
