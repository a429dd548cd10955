// Which offsets from UTC a zone has, on which dates of the year, and when it changes them.
import { offsetChanges } from './offsetChanges.ts';
import { utcOffsetMsAt } from './timeZones.ts';
import { yearDate } from './yearDates.ts';

export interface ZoneOffset {
  minutes: number;
  /** Every date (in UTC) on which some year has this offset for at least a moment. */
  dates: Set<number>;
}

const DAY_MS = 86_400_000;
/** The weekdays of all dates repeat after 28 years. Fixed, so that the same zone always compiles to the same Schedule. */
const FROM_MS = Date.UTC(2026, 0, 1);
const TO_MS = Date.UTC(2054, 0, 1);

/** All changes of 28 years. */
export const zoneChanges = remembered((zone) => offsetChanges(zone, FROM_MS, TO_MS));

export const zoneOffsets = remembered(findOffsets);

// Finding the changes of 28 years takes some 10 ms; there are some 600 zones.
function remembered<Answer>(find: (zone: string) => Answer): (zone: string) => Answer {
  const known = new Map<string, Answer>();
  return (zone) => {
    const answer = known.get(zone) ?? find(zone);
    known.set(zone, answer);
    return answer;
  };
}

function findOffsets(zone: string): ZoneOffset[] {
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
  let offsetMs = utcOffsetMsAt(zone, FROM_MS);
  for (const change of zoneChanges(zone)) {
    note(offsetMs, startMs, change.atMs);
    [startMs, offsetMs] = [change.atMs, change.afterMs];
  }
  note(offsetMs, startMs, TO_MS);
  return [...datesByOffset].map(([ms, dates]) => ({ minutes: ms / 60_000, dates }));
}
