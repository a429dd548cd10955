// Attempts: the calls of an execution, and what services report of them.
import { z } from 'zod';
import { AttemptClass, AttemptOutcome, type AttemptReport, type Progress } from '../../contract/attempts.ts';
import { ExecutionStatus } from '../../contract/executions.ts';
import { Instant } from '../../contract/fields.ts';
import { JobConfig } from '../../contract/jobs.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { DatabaseFault } from '../database.ts';
import type { Verb } from '../verb.ts';

export interface AttemptOf {
  executionId: string;
  attempt: number;
}

const EndAnswer = z.object({ end: AttemptOutcome.nullable() });

/** What a call needs of its execution. */
const ServiceCall = z.object({
  executionId: z.string(),
  jobName: z.string(),
  service: z.string(),
  endpoint: z.string(),
  config: JobConfig,
  scheduledFor: Instant.nullable(),
  triggeredBy: z.enum(['scheduler', 'manual', 'admin']),
  triggeredByUser: z.string().nullable(),
  cancelRequested: z.boolean(),
});
export type ServiceCall = z.infer<typeof ServiceCall>;

/** What became of a service's report; `ended` when the attempt had ended before. */
const Completion = z.object({
  workflowId: z.string(),
  jobName: z.string(),
  attempt: z.int(),
  ended: z
    .object({
      status: ExecutionStatus,
      class: AttemptClass.nullable(),
      message: z.string().nullable(),
      /** It is kept beside that end, which the service had no part in. */
      kept: z.boolean(),
    })
    .nullable(),
});

const UndeliveredEnd = z.object({ executionId: z.string(), workflowId: z.string(), attempt: z.int() });

export const attemptVerbs = (verb: Verb) => ({
  startAttempt: verb<AttemptOf & { tokenHash: string }>()('start_attempt', z.object({ call: ServiceCall })),
  endAttempt: orUndecorated(verb<AttemptOf & AttemptReport>()('end_attempt', EndAnswer)),
  acceptAttempt: verb<AttemptOf>()('accept_attempt', EndAnswer),
  checkAttempt: verb<AttemptOf>()('check_attempt', EndAnswer.extend({ waitMs: z.int() })),
  settleAttempt: verb<AttemptOf & AttemptReport>()(
    'settle_attempt',
    EndAnswer.extend({ status: z.string() }),
  ),
  completeAttempt: orUndecorated(
    verb<{ executionId: string; tokenHash: string } & AttemptReport & { class: 'succeeded' | 'failed' }>()(
      'complete_attempt',
      Completion,
    ),
  ),
  reportProgress: verb<{ executionId: string; tokenHash: string; progress: Progress }>()(
    'report_progress',
    z.object({
      cancelRequested: z.boolean(),
      cancelReason: z.string().nullable(),
      heartbeatSeconds: z.int(),
    }),
  ),
  listUndeliveredEnds: verb<{ limit: number }>()(
    'list_undelivered_ends',
    z.object({ executions: z.array(UndeliveredEnd) }),
  ),
});

/**
 * Whether a service succeeded is never lost because of what it says besides: when the database refuses that as data
 * (SQLSTATE class 22), the same end is recorded without it.
 */
function orUndecorated<Args extends AttemptReport, Answer>(
  record: (args: Args) => Promise<Answer>,
): (args: Args) => Promise<Answer> {
  return async (args) => {
    try {
      return await record(args);
    } catch (error) {
      const fault = error instanceof SchedulerError ? error.cause : undefined;
      if (!(fault instanceof DatabaseFault) || !fault.sqlState.startsWith('22') || !args.result) throw error;
      return record({
        ...args,
        message: args.message == null ? null : plainText(args.message),
        note: 'the database refused what came with the result',
        result: { ...args.result, error: null, metadata: { unstorable: true } },
      });
    }
  };
}

function plainText(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
