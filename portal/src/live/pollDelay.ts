// How long the portal waits before it asks for changes again.

const ACTIVE_MS = 2_000;
const IDLE_MS = 10_000;
const HIDDEN_MS = 60_000;
/** Without input for this long the viewer counts as idle. */
const IDLE_AFTER_MS = 60_000;
const MAX_BACKOFF_MS = 60_000;

export interface Circumstances {
  visible: boolean;
  /** Since the last input. */
  idleMs: number;
  /** In a row. */
  failures: number;
  /** The server wants to be asked at most this often. */
  floorMs: number;
  /** What it said with its last refusal. */
  retryAfterMs: number | null;
  /** 0 to 1: spreads the portals that lost the same server. */
  random: number;
}

export function pollDelay({
  visible,
  idleMs,
  failures,
  floorMs,
  retryAfterMs,
  random,
}: Circumstances): number {
  if (failures > 0) {
    const backoffMs = Math.min(ACTIVE_MS * 2 ** (failures - 1), MAX_BACKOFF_MS);
    return Math.max(floorMs, retryAfterMs ?? 0, backoffMs * (0.75 + random / 4));
  }
  if (!visible) return Math.max(floorMs, HIDDEN_MS);
  return Math.max(floorMs, idleMs > IDLE_AFTER_MS ? IDLE_MS : ACTIVE_MS);
}
