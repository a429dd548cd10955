// Time-zone rules as an input: Schedules are compiled with them, and they change with the version of Node.
import { LRUCache } from 'lru-cache';
import { offsetChanges, type OffsetChange } from './compile/offsetChanges.ts';
import { clockZone, utcOffsetMsAt } from './timeZones.ts';

export interface ZoneData {
  /** IANA's version, such as 2026c. */
  version: string;
  /** Milliseconds that the zone's clocks are ahead of UTC; takes instants in whole seconds. */
  utcOffsetMsAt(zone: string, instantMs: number): number;
}

/** The rules that come with this process's Node. */
export const NODE_ZONE_DATA: ZoneData = { version: process.versions['tz'] ?? 'unknown', utcOffsetMsAt };

/** A span with one offset. */
export interface ClockSpan {
  startMs: number;
  /** Not included. */
  endMs: number;
  offsetMs: number;
  /** The changes at which it begins and ends; null at the edge of the searched period. */
  first: OffsetChange | null;
  last: OffsetChange | null;
}

const MINUTE_MS = 60_000;
/** 20 years of 50 zones. A year costs some 0.5 ms to find. */
const YEARS_KEPT = 1_000;

interface Found {
  changes: LRUCache<string, OffsetChange[]>;
  /** The last span of each zone: most queries continue there. */
  spans: Map<string, ClockSpan>;
}
const found = new WeakMap<ZoneData, Found>();

/** @throws {InvalidTimeZone} */
export function clockSpanAt(data: ZoneData, timeZone: string, instantMs: number): ClockSpan {
  const zone = clockZone(timeZone);
  const { changes, spans } = foundOf(data);
  const recent = spans.get(zone);
  if (recent && recent.startMs <= instantMs && instantMs < recent.endMs) return recent;
  const year = new Date(instantMs).getUTCFullYear();
  const around = [year - 1, year, year + 1].flatMap((each) => changesOfYear(data, changes, zone, each));
  const first = around.findLast(({ atMs }) => atMs <= instantMs) ?? null;
  const last = around.find(({ atMs }) => atMs > instantMs) ?? null;
  const span = {
    startMs: first?.atMs ?? instantMs,
    endMs: last?.atMs ?? Date.UTC(year + 2, 0),
    offsetMs: first?.afterMs ?? data.utcOffsetMsAt(zone, instantMs),
    first,
    last,
  };
  spans.set(zone, span);
  return span;
}

function foundOf(data: ZoneData): Found {
  const known = found.get(data) ?? { changes: new LRUCache({ max: YEARS_KEPT }), spans: new Map() };
  found.set(data, known);
  return known;
}

function changesOfYear(data: ZoneData, known: Found['changes'], zone: string, year: number): OffsetChange[] {
  const key = `${zone} ${year}`;
  const already = known.get(key);
  if (already) return already;
  const [fromMs, toMs] = [Date.UTC(year, 0) - MINUTE_MS, Date.UTC(year + 1, 0) - MINUTE_MS];
  const changes = offsetChanges(data, zone, fromMs, toMs);
  known.set(key, changes);
  return changes;
}
