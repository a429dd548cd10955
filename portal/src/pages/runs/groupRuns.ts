// Folds consecutive runs of a job with the same outcome into one line: "Failed 6 times, 08:00–08:25".
import type { ExecutionRow as Execution, ExecutionStatus } from '../../../../src/contract/executions.ts';
import { causeOf } from '../../runs/explain/causeInWords.ts';
import { feedTime } from '../../runs/list/runTimes.ts';

/** Newest first; several only if all ended alike. */
export interface RunGroup {
  runs: [Execution, ...Execution[]];
  /** There may be more of them on the page before or after this one. */
  isAtLeast: boolean;
}

/** Minimum group size. Fewer successes in a row are shown one by one. */
const LEAST: Partial<Record<ExecutionStatus, number>> = { failed: 2, missed: 2, skipped: 3, completed: 3 };
/** Successes further apart belong to an infrequent job and are shown one by one. */
const FREQUENT_MS = 15 * 60_000;

/**
 * Keeps the order of `executions` (newest first, of any jobs); a group stands where its newest run stood.
 * @param more whether there are newer and older runs than these
 */
export function groupRuns(
  executions: readonly Execution[],
  more: { newer: boolean; older: boolean },
): RunGroup[] {
  const chains: [Execution, ...Execution[]][] = [];
  const latestOf = new Map<string, [Execution, ...Execution[]]>();
  for (const execution of executions) {
    const chain = latestOf.get(execution.job_name);
    if (chain !== undefined && alike(chain.at(-1)!, execution)) {
      chain.push(execution);
      continue;
    }
    const started: [Execution, ...Execution[]] = [execution];
    latestOf.set(execution.job_name, started);
    chains.push(started);
  }
  const firstOf = new Map(chains.toReversed().map((chain) => [chain[0].job_name, chain]));
  const place = new Map(executions.map(({ id }, index) => [id, index]));
  return chains
    .flatMap((runs): RunGroup[] => {
      const { status, job_name: job } = runs[0];
      if (runs.length < (LEAST[status] ?? Infinity)) {
        return runs.map((run) => ({ runs: [run], isAtLeast: false }));
      }
      const mayGoOn = (more.older && latestOf.get(job) === runs) || (more.newer && firstOf.get(job) === runs);
      return [{ runs, isAtLeast: mayGoOn }];
    })
    .toSorted((one, other) => place.get(one.runs[0].id)! - place.get(other.runs[0].id)!);
}

function alike(newer: Execution, older: Execution): boolean {
  if (newer.status !== older.status || cause(newer) !== cause(older)) return false;
  return (
    newer.status !== 'completed' || Date.parse(feedTime(newer)) - Date.parse(feedTime(older)) <= FREQUENT_MS
  );
}

/** Why it ended so, without what differs from run to run. */
function cause(run: Execution): string {
  const { reasonCode, attemptCode, httpStatus, said } = causeOf(run);
  return [
    run.outcome,
    reasonCode,
    attemptCode,
    httpStatus,
    (run.items_failed ?? 0) > 0,
    withoutNumbers(said),
  ].join('|');
}

/** What a service says differs in its ids and counts. */
function withoutNumbers(said: string | null): string {
  return (said ?? '').replaceAll(/[\da-f]{8}(?:-[\da-f]{4,12}){4}|\d+/gi, '#');
}
