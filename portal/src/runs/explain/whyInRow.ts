import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { times } from './attemptsInWords.ts';
import { causeOf } from './causeOf.ts';
import type { Sentence } from './sentence.ts';
import { withoutOutcome } from './withoutOutcome.ts';

/** The "why" line of a row, beside its outcome and its service: of a failure the cause, which a list is looked through for. */
export function whyInRow(run: Execution): Sentence {
  const { status, error_message: error, service, attempts } = run;
  if (status !== 'failed' || error === null) return withoutOutcome(run);
  return [`${causeOf(error, service)}${attempts.length > 1 ? ` (tried ${times(attempts.length)})` : ''}`];
}
