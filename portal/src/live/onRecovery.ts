// Calls back when the scheduler answers again after an outage.
import { jobsFeed } from './jobs.ts';

/** @returns to stop */
export function onRecovery(listener: () => void): () => void {
  let wasLost = jobsFeed.store.state.problem !== null;
  const { unsubscribe } = jobsFeed.store.subscribe(({ problem }) => {
    const isBack = wasLost && problem === null;
    wasLost = problem !== null;
    if (isBack) listener();
  });
  return unsubscribe;
}
