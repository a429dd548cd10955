// Fetches the code of views and dialogs while the page has nothing else to do, after the first view has its answer.
import { onRecovery } from '../../live/onRecovery.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { lazyParts } from '../../live/parts/lazyPart.tsx';

/** Where a browser cannot tell when it idles. */
const AFTER_MS = 500;

/** @returns to stop */
export function fetchPartsOnIdle(): () => void {
  let isStopped = false;
  async function fetchAll(): Promise<void> {
    await firstAnswer();
    for (const fetchPart of lazyParts) {
      await idle();
      if (isStopped) return;
      await fetchPart();
    }
  }
  const start = () =>
    void fetchAll().catch((error: unknown) => {
      // It is asked for again when the scheduler is back, or when it is needed.
      console.warn('A part of the page could not be fetched', error);
    });
  start();
  const stopWaiting = onRecovery(start);
  return () => {
    isStopped = true;
    stopWaiting();
  };
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve());
    else setTimeout(resolve, AFTER_MS);
  });
}

function firstAnswer(): Promise<void> {
  const { store } = jobsFeed;
  if (store.state.receivedAt !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const { unsubscribe } = store.subscribe(({ receivedAt }) => {
      if (receivedAt === null) return;
      unsubscribe();
      resolve();
    });
  });
}
