// Repairs of thousands of Schedules at once would take Temporal away from the runs.
import { setTimeout as delay } from 'node:timers/promises';

/** Resolves when the next act may begin: at most `perSecond` of them in a second, evenly. */
export function createPace(perSecond: number): () => Promise<void> {
  let next = 0;
  return async () => {
    const at = Math.max(performance.now(), next);
    next = at + 1_000 / perSecond;
    await delay(Math.max(0, at - performance.now()));
  };
}
