// How much the page waits for after a click, besides answers, whose places views keep by themselves.
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
