// The one ticking clock of the page, by the scheduler's time: a viewer's wrong clock must not shift "in 42 s".

const TICK_MS = 1_000;

export interface Clock {
  /** Epoch ms of the last tick, so that all cells of one paint agree. */
  tickedAt(): number;
  /** Epoch ms right now. */
  now(): number;
  /** @param serverTime ISO instant of an answer that has just come */
  follow(serverTime: string): void;
  subscribe(listener: () => void): () => void;
}

export function createClock(systemNow: () => number = Date.now): Clock {
  const listeners = new Set<() => void>();
  let offsetMs = 0;
  let tickedAt = systemNow();
  let timer: ReturnType<typeof setInterval> | undefined;

  function tick(): void {
    tickedAt = systemNow() + offsetMs;
    for (const listener of listeners) listener();
  }

  return {
    tickedAt: () => tickedAt,
    now: () => systemNow() + offsetMs,
    follow(serverTime) {
      const measuredMs = Date.parse(serverTime) - systemNow();
      // The answer's way here is no difference of clocks.
      if (Math.abs(measuredMs - offsetMs) < TICK_MS) return;
      offsetMs = measuredMs;
      tick();
    },
    subscribe(listener) {
      if (listeners.size === 0) {
        tickedAt = systemNow() + offsetMs;
        timer = setInterval(tick, TICK_MS);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}

export const clock = createClock();
