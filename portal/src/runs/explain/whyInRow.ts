import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { times } from './attemptsInWords.ts';
import { causeInWords, causeOf } from './causeInWords.ts';
import type { Sentence } from './sentence.ts';
import { whyRun } from './whyRun.ts';

/** The "why" line of a row, beside its outcome and its service: of a failure the cause, which a list is looked through for. */
export function whyInRow(run: Execution): Sentence {
  const { status, error_message: error, attempts } = run;
  if (status !== 'failed') return whyRun(run).parts;
  const tried = attempts.length > 1 ? [` (tried ${times(attempts.length)})`] : [];
  return [...causeInWords(causeOf(run), error), ...tried];
}
