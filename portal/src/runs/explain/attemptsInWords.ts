// What a failed run's attempts have in common: "email-service answered HTTP 503 three times; no attempts left".
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { reasonOf } from './reasonInWords.ts';

const TIMES = ['never', 'once', 'twice', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

/** Null when the attempts differ, or when there was only one: then the error's own sentence says more. */
export function attemptsInWords({ attempts, service, reason_code: why }: Execution): string | null {
  const [first, ...others] = attempts;
  if (first === undefined || others.length === 0) return null;
  if (others.some((other) => other.class !== first.class || other.http_status !== first.http_status)) {
    return null;
  }
  const made = attemptsMade(attempts);
  // Of many attempts the row has the last ones.
  const count =
    made > attempts.length ? `${times(made)} (its last ${attempts.length} times the same)` : times(made);
  const left = why === 'attempts_used' ? '; no attempts left' : '';
  if (first.class === 'not_delivered') {
    return `${service} could not be reached; it was tried ${count} until the start deadline`;
  }
  if (first.class === 'unknown' && first.http_status == null) {
    return `${service} gave no answer ${count}${left}; whether it did the work is unknown: check there`;
  }
  return first.http_status == null ? null : `${service} answered HTTP ${first.http_status} ${count}${left}`;
}

/** How many calls there were: the row keeps the last 20, with their numbers. */
export function attemptsMade(attempts: Execution['attempts']): number {
  return attempts.at(-1)?.attempt ?? 0;
}

export function times(count: number): string {
  const word = TIMES[count];
  if (word === undefined) return `${count.toLocaleString()} times`;
  return count < 3 ? word : `${word} times`;
}

/** "2 of 3" where more than one was allowed. */
export function attemptCount(run: Execution): string {
  const { attempts, attempts_allowed: allowed } = run;
  const made = deliveredOf(run) ?? attemptsMade(attempts);
  if (made === 0) return '–';
  return allowed !== null && allowed > 1 && made <= allowed ? `${made} of ${allowed}` : String(made);
}

/** Without the calls that did not reach the service: they use up none of the attempts that are allowed. */
function deliveredOf({ reason_code: code, reason_details: details }: Execution): number | null {
  const why = reasonOf(code, details);
  return why?.code === 'attempts_used' ? why.details.attempts : null;
}
