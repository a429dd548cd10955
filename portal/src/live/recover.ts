// After an outage, what failed meanwhile is asked for again: no view, form or dialog has to be opened anew.
import { queryClient } from './queryClient.ts';
import { onRecovery } from './onRecovery.ts';

/** @returns to stop */
export function recoverQueries(): () => void {
  return onRecovery(() => void queryClient.invalidateQueries());
}
