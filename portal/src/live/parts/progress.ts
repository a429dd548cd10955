// Counts code being loaded after a click, for the progress line.
import { createStore } from '@tanstack/react-store';

export const waiting = createStore(0);

export async function waitingFor<T>(promise: Promise<T>): Promise<T> {
  waiting.setState((count) => count + 1);
  try {
    return await promise;
  } finally {
    waiting.setState((count) => count - 1);
  }
}
