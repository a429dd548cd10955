// The cause of a failure, without what stands beside it anyway: "HTTP 503: the connection pool is exhausted".
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { AttemptCode, RunCause } from '../../../../src/contract/reasons.ts';
import { reasonInWords, reasonOf } from './reasonInWords.ts';
import type { Sentence } from './sentence.ts';

type Ended = Omit<RunCause, 'reasonCode' | 'reasonDetails' | 'attemptCode'>;

const UNKNOWN_WORK = 'whether it did the work is unknown';

const WORDS: Record<AttemptCode, (ended: Ended) => string> = {
  answered: ({ httpStatus, said }) => `HTTP ${httpStatus}${said ? `: ${said}` : ''}`,
  no_result: ({ httpStatus, said }) => `HTTP ${httpStatus} without a JobResult${said ? `: ${said}` : ''}`,
  reported: ({ said }) => said ?? 'It said success: false without an error text',
  asked_to_wait: ({ httpStatus }) => `HTTP ${httpStatus}, asked to be called later`,
  unreachable: ({ said }) => `Could not be reached${said ? ` (${said})` : ''}`,
  no_answer: ({ limitSeconds }) => `No answer within ${limitSeconds} s; ${UNKNOWN_WORK}`,
  connection_lost: ({ said }) => `The connection broke${said ? ` (${said})` : ''}; ${UNKNOWN_WORK}`,
  no_report: ({ limitSeconds }) => `No end was reported within ${limitSeconds} s; ${UNKNOWN_WORK}`,
  stuck: ({ limitSeconds }) => `No progress for ${limitSeconds} s, so it counts as stuck; ${UNKNOWN_WORK}`,
};

/** Reasons that say what followed the last attempt, which says more. */
const OF_ATTEMPTS: ReadonlySet<string | null> = new Set<RunCause['reasonCode']>([
  null,
  'attempts_used',
  'not_retryable',
  'start_deadline',
]);

/** @param error the sentence that was recorded, for ends without a code */
export function causeInWords(cause: RunCause, error: string | null): Sentence {
  const { reasonCode, reasonDetails, attemptCode, ...ended } = cause;
  if (!OF_ATTEMPTS.has(reasonCode)) return capitalised(reasonInWords(reasonOf(reasonCode, reasonDetails)));
  const words =
    attemptCode === null ? undefined : (WORDS[attemptCode] as (typeof WORDS)[AttemptCode] | undefined);
  return capitalised([words?.(ended) ?? error ?? 'No error recorded']);
}

export function causeOf(run: Execution): RunCause {
  const last = run.attempts.at(-1);
  return {
    reasonCode: run.reason_code,
    reasonDetails: run.reason_details,
    attemptCode: last?.code ?? null,
    httpStatus: last?.http_status ?? null,
    said: last?.said ?? null,
    limitSeconds: last?.limit_seconds ?? null,
  };
}

function capitalised([first, ...rest]: Sentence): Sentence {
  return typeof first === 'string'
    ? [first.charAt(0).toUpperCase() + first.slice(1), ...rest]
    : [...(first === undefined ? [] : [first]), ...rest];
}
