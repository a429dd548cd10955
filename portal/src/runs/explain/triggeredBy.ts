// Who or what started a run, in words: "schedule", "ana, by hand", "run again by ana".
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';

type Started = Pick<Execution, 'origin' | 'triggered_by_user' | 'parent_execution_ids'>;

export function triggeredBy({
  origin,
  triggered_by_user: user,
  parent_execution_ids: parents,
}: Started): string {
  if (origin === 'schedule') return 'schedule';
  if (origin === 'dependency') return 'the end of another job';
  if (origin === 'backfill') return user === null ? 'backfill' : `backfill by ${user}`;
  const who = user ?? 'somebody';
  return parents.length > 0 ? `run again by ${who}` : `${who}, by hand`;
}
