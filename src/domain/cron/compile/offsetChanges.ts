// When a zone's clocks jump forward or back.

/** Of ZoneData, which keeps what is found here. */
interface UtcOffsets {
  utcOffsetMsAt(zone: string, instantMs: number): number;
}

export interface OffsetChange {
  atMs: number;
  beforeMs: number;
  afterMs: number;
}

const MINUTE_MS = 60_000;
/** Shorter than the shortest time between two changes: around Ramadan, Morocco's and Gaza's are 5 weeks apart. */
const STRIDE_MS = 28 * 24 * 60 * MINUTE_MS;

/** All changes of offset in (fromMs, toMs]. @throws {InvalidTimeZone} */
export function offsetChanges(data: UtcOffsets, zone: string, fromMs: number, toMs: number): OffsetChange[] {
  const changes: OffsetChange[] = [];
  let startMs = Math.floor(fromMs / MINUTE_MS) * MINUTE_MS;
  let beforeMs = data.utcOffsetMsAt(zone, startMs);
  while (startMs < toMs) {
    const endMs = Math.min(startMs + STRIDE_MS, Math.ceil(toMs / MINUTE_MS) * MINUTE_MS);
    const afterMs = data.utcOffsetMsAt(zone, endMs);
    if (afterMs !== beforeMs)
      changes.push({ atMs: firstWith(data, zone, afterMs, startMs, endMs), beforeMs, afterMs });
    startMs = endMs;
    beforeMs = afterMs;
  }
  return changes;
}

function firstWith(data: UtcOffsets, zone: string, offsetMs: number, startMs: number, endMs: number): number {
  let [low, high] = [startMs, endMs];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (data.utcOffsetMsAt(zone, middle) === offsetMs) high = middle;
    else low = middle;
  }
  return high;
}
