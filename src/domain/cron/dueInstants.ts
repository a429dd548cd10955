// Which instants the local times of an expression are: the one home of the rule for days on which clocks change. Occurrences,
// the compiled Schedule, the warnings and the preview all ask here.
//
// The rule is the one that users of cron know from Debian. An expression whose minute or hour begins with `*` runs by interval:
// whenever a clock shows one of its times. Every other one names times of day, and each runs once a day: at the first pass
// where the clock shows it twice, at the end of the gap where the clock skips it. Times that meet there are one run.
import { hasLocalTime, nextLocalTime } from './localTimes.ts';
import type { OffsetChange } from './compile/offsetChanges.ts';
import type { ParsedCron } from './parseCron.ts';
import { clockSpanAt, type ZoneData } from './zoneData.ts';

/** More than two clocks of a zone ever differ. */
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
    // No other change on the way there lets the clock show an earlier time again.
    atMs = last && repeatsLocalTime(cron, last) ? endMs : Math.max(endMs, local - offsetMs - FAR_MS);
  }
}

/** Whether the clock jumps over a time that then runs at the end of the gap. */
export function runsAtEndOfGap(cron: ParsedCron, { atMs, beforeMs, afterMs }: OffsetChange): boolean {
  return cron.fixedTimes && hasLocalTime(cron, atMs + beforeMs, atMs + afterMs);
}

function repeatsLocalTime(cron: ParsedCron, { atMs, beforeMs, afterMs }: OffsetChange): boolean {
  return hasLocalTime(cron, atMs + afterMs, atMs + beforeMs);
}
