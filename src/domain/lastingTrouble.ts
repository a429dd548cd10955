// Logs a repeated failure as one line when it begins, one when it is over, and a reminder in between.

/** Often enough to find the line near the end of the log during an outage. */
const REMIND_MS = 300_000;
/** A failure not seen for this long is over, even if nothing reported its end. */
const OVER_MS = 120_000;

interface Log {
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

export interface LastingTrouble {
  /** `kind` identifies the failure; the text of its error may vary (addresses, durations). */
  met(kind: string, fields: object, message: string): void;
  over(message: string): void;
}

export function createLastingTrouble(log: Log, now: () => number = () => performance.now()): LastingTrouble {
  let known: { kind: string; since: number; saidAt: number; metAt: number; times: number } | undefined;
  return {
    met(kind, fields, message) {
      const at = now();
      if (known?.kind !== kind || at - known.metAt > OVER_MS) {
        known = { kind, since: at, saidAt: -Infinity, metAt: at, times: 0 };
      }
      known.metAt = at;
      known.times += 1;
      if (at - known.saidAt < REMIND_MS) return;
      known.saidAt = at;
      const again = known.times > 1 ? { times: known.times, forSeconds: seconds(at - known.since) } : {};
      log.warn({ ...fields, ...again }, message);
    },
    over(message) {
      if (known === undefined) return;
      log.info({ times: known.times, afterSeconds: seconds(now() - known.since) }, message);
      known = undefined;
    },
  };
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
