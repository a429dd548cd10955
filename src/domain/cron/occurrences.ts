// The instants at which a job is due: the one answer behind upcoming runs, the next run and the check of every fire.
import { Cron } from 'croner';
import { parseCron } from './parseCron.ts';
import { assertTimeZone } from './timeZones.ts';

export interface CronInZone {
  cronExpression: string;
  timeZone: string;
  /** Whose values the `H` of the expression stand for. */
  jobName?: string | undefined;
}

const DEFAULT_COUNT = 1_000;
/** croner keeps 80 KB per expression. */
const CACHE_SIZE = 200;

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

/** From when on a job that may be paused has occurrences: to be given as `after`. */
export function afterPause(pausedUntil: string | null, now: Date): Date {
  // An occurrence at the very end of the pause is due.
  return pausedUntil === null ? now : new Date(Math.max(now.getTime(), Date.parse(pausedUntil) - 1));
}

/** The first occurrence after an instant; null when there is none. */
export function nextOccurrence({ after, ...cronInZone }: CronInZone & { after: Date }): Date | null {
  return compile(cronInZone).nextRun(after);
}

/** Whether an instant is due. croner's own match() disagrees with its nextRun() where the clock repeats an hour. */
export function isOccurrence({ instant, ...cronInZone }: CronInZone & { instant: Date }): boolean {
  const next = nextOccurrence({ ...cronInZone, after: new Date(instant.getTime() - 1_000) });
  return next?.getTime() === instant.getTime();
}

const cache = new Map<string, Cron>();

function compile({ cronExpression, timeZone: zone, jobName }: CronInZone): Cron {
  const key = `${zone} ${cronExpression} ${/h/i.test(cronExpression) ? jobName : ''}`;
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const cron = new Cron(parseCron(cronExpression, jobName).expression, {
    timezone: assertTimeZone(zone),
    mode: '5-or-6-parts',
    domAndDow: false,
  });
  cache.set(key, cron);
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHE_SIZE) break;
    cache.delete(oldest);
  }
  return cron;
}
