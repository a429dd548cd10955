// Turns the local times of an expression into instants: the one home of the rule for days on which clocks change, shared by
// occurrences, compiled Schedules, warnings and the preview.
//
// The rule is that of Debian's cron. An expression whose minute or hour begins with `*` runs by interval: whenever a clock
// shows one of its times. Any other expression names times of day, each of which runs once a day: at the first pass if the
// clock shows it twice, at the end of the gap if the clock skips it. Times that coincide there are one run.
import { hasLocalTime, nextLocalTime } from './localTimes.ts';
import type { OffsetChange } from './compile/offsetChanges.ts';
import type { ParsedCron } from './parseCron.ts';
import { clockSpanAt, type ZoneData } from './zoneData.ts';

/** More than a zone's clock ever jumps. */
const FAR_MS = 2 * 86_400_000;

/** The first due instant at or after one, in whole seconds; null when there is none. @throws {InvalidTimeZone} */
export function nextDueInstant(
  cron: ParsedCron,
  zone: string,
  data: ZoneData,
  fromMs: number,
): number | null {
  let atMs = Math.ceil(fromMs / 1_000) * 1_000;
  for (;;) {
    const { offsetMs, first, last, endMs } = clockSpanAt(data, zone, atMs);
    if (first?.atMs === atMs && runsAtEndOfGap(cron, first)) return atMs;
    const shownUntilMs = first && cron.fixedTimes ? first.atMs + first.beforeMs : -Infinity;
    const local = nextLocalTime(cron, Math.max(atMs + offsetMs, shownUntilMs));
    if (local === null) return null;
    if (local < endMs + offsetMs) return local - offsetMs;
    // No other change before then makes the clock show an earlier time again.
    atMs = last && repeatsLocalTime(cron, last) ? endMs : Math.max(endMs, local - offsetMs - FAR_MS);
  }
}

/** Whether the clock skips a time, which then runs at the end of the gap. */
export function runsAtEndOfGap(cron: ParsedCron, { atMs, beforeMs, afterMs }: OffsetChange): boolean {
  return cron.fixedTimes && hasLocalTime(cron, atMs + beforeMs, atMs + afterMs);
}

function repeatsLocalTime(cron: ParsedCron, { atMs, beforeMs, afterMs }: OffsetChange): boolean {
  return hasLocalTime(cron, atMs + afterMs, atMs + beforeMs);
}
