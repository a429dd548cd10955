// After an outage, or when somebody has signed in, all queries are refetched, so no view, form or dialog has to be reopened.
import { credentials } from '../api/client/credentials.ts';
import { jobsFeed } from './jobs.ts';
import { queryClient } from './queryClient.ts';
import { onRecovery } from './onRecovery.ts';

/** @returns to stop */
export function recoverQueries(): () => void {
  const stopWaiting = onRecovery(() => void queryClient.invalidateQueries());
  const stopSignIns = onSignIn(() => {
    // What was refused before anything was shown is no error to show.
    if (credentials.state.wasAccepted) void queryClient.invalidateQueries();
    else void queryClient.resetQueries();
    // Otherwise the list would wait for its next retry.
    void jobsFeed.refresh();
  });
  return () => {
    stopWaiting();
    stopSignIns();
  };
}

/** New credentials after a refusal; those that replace others in time change nothing. */
function onSignIn(listener: () => void): () => void {
  let { generation } = credentials.state;
  const { unsubscribe } = credentials.subscribe((now) => {
    const isNew = now.generation !== generation;
    generation = now.generation;
    if (isNew && now.refusal !== null) listener();
  });
  return unsubscribe;
}
