// Fetches the code of other views and dialogs while the page idles, after the first view has its data.
import { onRecovery } from '../../live/onRecovery.ts';
import { jobsFeed } from '../../live/jobs.ts';
import { lazyParts } from '../../live/parts/lazyPart.tsx';

/** For browsers without requestIdleCallback. */
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
      // Retried when the scheduler is back, or when it is needed.
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
