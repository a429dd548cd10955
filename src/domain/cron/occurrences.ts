// The instants at which a job is due: the one answer behind upcoming runs, the next run and the check of every fire.
import { Cron } from 'croner';
import { matchesLocalTime } from './matchesLocalTime.ts';
import { parseCron, type ParsedCron } from './parseCron.ts';
import { assertTimeZone, localTimeAt } from './timeZones.ts';

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
  const compiled = compile(cronInZone);
  let next = compiled.cron.nextRun(after);
  // At most one time a day can be shifted, and only on the day of a change of offset, so this ends soon.
  while (next && isShifted(compiled, next)) next = compiled.cron.nextRun(next);
  return next;
}

/** Whether an instant is due. croner's own match() disagrees with its nextRun() where the clock repeats an hour. */
export function isOccurrence({ instant, ...cronInZone }: CronInZone & { instant: Date }): boolean {
  const next = nextOccurrence({ ...cronInZone, after: new Date(instant.getTime() - 1_000) });
  return next?.getTime() === instant.getTime();
}

interface Compiled {
  cron: Cron;
  parsed: ParsedCron;
  timeZone: string;
}

/** croner moves a single fixed time that the clock skips to the end of the gap; for us that run does not happen. */
function isShifted({ parsed, timeZone }: Compiled, instant: Date): boolean {
  return !matchesLocalTime(parsed, localTimeAt(timeZone, instant.getTime()));
}

const cache = new Map<string, Compiled>();

function compile({ cronExpression, timeZone: zone, jobName }: CronInZone): Compiled {
  const key = `${zone} ${cronExpression} ${/h/i.test(cronExpression) ? jobName : ''}`;
  const known = cache.get(key);
  if (known) {
    cache.delete(key);
    cache.set(key, known);
    return known;
  }
  const parsed = parseCron(cronExpression, jobName);
  const timeZone = assertTimeZone(zone);
  const cron = new Cron(parsed.expression, { timezone: timeZone, mode: '5-or-6-parts', domAndDow: false });
  const compiled = { cron, parsed, timeZone };
  cache.set(key, compiled);
  for (const oldest of cache.keys()) {
    if (cache.size <= CACHE_SIZE) break;
    cache.delete(oldest);
  }
  return compiled;
}
