import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { STATUS_WORDS } from '../../shared/ui/status/vocabulary.ts';

/** Of its status; a run that somebody has cancelled is still running until its service is told. */
export function runWord({ status, cancel_requested_at: cancelRequestedAt, planned }: Execution): string {
  if (status === 'running' && cancelRequestedAt !== null) return 'Cancelling…';
  return planned ? 'Planned' : STATUS_WORDS[status];
}
