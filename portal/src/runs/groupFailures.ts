// Equal consecutive failures of a job are one line of the feed: "Failed 6 times, 08:00–08:25".
import type { ExecutionRow as Execution } from '../../../src/contract/execution.ts';

/** Newest first; one run unless all of them failed alike. */
export interface RunGroup {
  runs: [Execution, ...Execution[]];
}

/** Keeps the order of `executions` (newest first, of any jobs); a group stands where its newest run stood. */
export function groupFailures(executions: readonly Execution[]): RunGroup[] {
  const groups: RunGroup[] = [];
  const newestOf = new Map<string, RunGroup>();
  for (const execution of executions) {
    const later = newestOf.get(execution.job_name);
    if (later !== undefined && failedAlike(later.runs[0], execution)) {
      later.runs.push(execution);
      continue;
    }
    const group: RunGroup = { runs: [execution] };
    newestOf.set(execution.job_name, group);
    groups.push(group);
  }
  return groups;
}

function failedAlike(one: Execution, other: Execution): boolean {
  return one.status === 'failed' && other.status === 'failed' && cause(one) === cause(other);
}

/** The error without what differs from run to run: ids, numbers, instants. */
function cause({ outcome, attempts, error_message: error }: Execution): string {
  const words = (error ?? '').replaceAll(/[\da-f]{8}(?:-[\da-f]{4,12}){4}|\d+/gi, '#');
  return [outcome, attempts.at(-1)?.http_status ?? '', words].join('|');
}
