// The instants at which a job is due: the single source for upcoming runs, the next run and the check of every fire.
import { nextDueInstant } from './dueInstants.ts';
import { knownCron } from './knownCron.ts';
import { NODE_ZONE_DATA, type ZoneData } from './zoneData.ts';

export interface CronInZone {
  cronExpression: string;
  timeZone: string;
  /** Decides the values that `H` stands for. */
  jobName?: string | undefined;
  /** Defaults to this process's own. */
  zoneData?: ZoneData | undefined;
}

const DEFAULT_COUNT = 1_000;

/**
 * Occurrences in (after, before), at most `count` (1,000).
 * @throws {InvalidCron | InvalidTimeZone}
 */
export function occurrences({
  after,
  before,
  count = DEFAULT_COUNT,
  ...cronInZone
}: CronInZone & { after: Date; before?: Date; count?: number }): Date[] {
  const found: Date[] = [];
  let cursor = after;
  while (found.length < count) {
    const next = nextOccurrence({ ...cronInZone, after: cursor });
    if (next === null || (before && next >= before)) break;
    found.push(next);
    cursor = next;
  }
  return found;
}

/** Where the occurrences of a job that may be paused begin; pass it as `after`. */
export function afterPause(pausedUntil: string | null, now: Date): Date {
  // An occurrence exactly at the end of the pause is due.
  return pausedUntil === null ? now : new Date(Math.max(now.getTime(), Date.parse(pausedUntil) - 1));
}

/** The first occurrence after an instant; null when there is none. @throws {InvalidCron | InvalidTimeZone} */
export function nextOccurrence({
  after,
  cronExpression,
  timeZone,
  jobName,
  zoneData = NODE_ZONE_DATA,
}: CronInZone & { after: Date }): Date | null {
  const cron = knownCron(cronExpression, jobName);
  const next = nextDueInstant(cron, timeZone, zoneData, after.getTime() + 1);
  return next === null ? null : new Date(next);
}

/** Whether an instant is due. @throws {InvalidCron | InvalidTimeZone} */
export function isOccurrence({ instant, ...cronInZone }: CronInZone & { instant: Date }): boolean {
  const next = nextOccurrence({ ...cronInZone, after: new Date(instant.getTime() - 1) });
  return next?.getTime() === instant.getTime();
}
