// Which offsets from UTC a zone has, on which dates of the year, and when it changes them.
import { offsetChanges, type OffsetChange } from './offsetChanges.ts';
import { clockZone } from '../timeZones.ts';
import { yearDate } from './yearDates.ts';
import type { ZoneData } from '../zoneData.ts';

export interface ZoneOffset {
  minutes: number;
  /** Every date (in UTC) on which this offset is in force for at least a moment in some year. */
  dates: Set<number>;
}

const DAY_MS = 86_400_000;
/** Weekdays repeat after 28 years. Fixed years, so that a zone always compiles to the same Schedule. */
const FROM_MS = Date.UTC(2026, 0, 1);
const TO_MS = Date.UTC(2054, 0, 1);

export interface ZoneYears {
  offsets: ZoneOffset[];
  /** All changes in 28 years. */
  changes: OffsetChange[];
}

// Finding the changes of 28 years takes some 10 ms. There are some 460 zones, each cached under one name.
const known = new WeakMap<ZoneData, Map<string, ZoneYears>>();

/** @throws {InvalidTimeZone} */
export function zoneYears(data: ZoneData, timeZone: string): ZoneYears {
  const zone = clockZone(timeZone);
  const zones = known.get(data) ?? new Map<string, ZoneYears>();
  known.set(data, zones);
  const found = zones.get(zone) ?? findYears(data, zone);
  zones.set(zone, found);
  return found;
}

function findYears(data: ZoneData, zone: string): ZoneYears {
  const changes = offsetChanges(data, zone, FROM_MS, TO_MS);
  return { changes, offsets: findOffsets(data.utcOffsetMsAt(zone, FROM_MS), changes) };
}

function findOffsets(firstOffsetMs: number, changes: OffsetChange[]): ZoneOffset[] {
  const datesByOffset = new Map<number, Set<number>>();
  const note = (offsetMs: number, startMs: number, endMs: number) => {
    const dates = datesByOffset.get(offsetMs) ?? new Set();
    datesByOffset.set(offsetMs, dates);
    for (let dayMs = Math.floor(startMs / DAY_MS) * DAY_MS; dayMs < endMs; dayMs += DAY_MS) {
      const day = new Date(dayMs);
      dates.add(yearDate(day.getUTCMonth() + 1, day.getUTCDate())!);
    }
  };
  let startMs = FROM_MS;
  let offsetMs = firstOffsetMs;
  for (const change of changes) {
    note(offsetMs, startMs, change.atMs);
    [startMs, offsetMs] = [change.atMs, change.afterMs];
  }
  note(offsetMs, startMs, TO_MS);
  return [...datesByOffset].map(([ms, dates]) => ({ minutes: ms / 60_000, dates }));
}
