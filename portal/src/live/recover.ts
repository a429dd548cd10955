// After an outage all queries are refetched, so no view, form or dialog has to be reopened.
import { queryClient } from './queryClient.ts';
import { onRecovery } from './onRecovery.ts';

/** @returns to stop */
export function recoverQueries(): () => void {
  return onRecovery(() => void queryClient.invalidateQueries());
}
