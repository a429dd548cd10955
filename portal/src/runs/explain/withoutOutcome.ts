import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { Sentence } from './sentence.ts';
import { whyRun } from './whyRun.ts';

const OUTCOME = /^(?:Failed|Skipped|Missed|Cancelled|Completed|Running|Waiting)(?:: |, )?/u;

/** The "why" line where the outcome stands beside it: without its first word. */
export function withoutOutcome(run: Execution): Sentence {
  const [first, ...rest] = whyRun(run);
  if (typeof first !== 'string') return first === undefined ? [] : [first, ...rest];
  const said = first.replace(OUTCOME, '').trimStart();
  return said === '' ? rest : [said, ...rest];
}
