// The promise of domain/cron, on the real server: the fires of Temporal, less those that the check ends as no-ops, are
// exactly the occurrences that are shown as upcoming.
//
// Every pattern in every zone is `npm run test:cron`. A usual run takes some patterns in every zone, and pairs at random of
// all others: CRON_SEED repeats a draw.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msNumberToTs, tsToDate } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compileSchedule } from '../../src/domain/cron/compile/compileSchedule.ts';
import { isOccurrence, occurrences, type CronInZone } from '../../src/domain/cron/occurrences.ts';
import { offsetChanges } from '../../src/domain/cron/compile/offsetChanges.ts';
import { parseCron } from '../../src/domain/cron/parseCron.ts';
import { NODE_ZONE_DATA } from '../../src/domain/cron/zoneData.ts';
import { createRandom, type Random } from '../support/random.ts';

/** In every zone in every run: one of each kind. */
const FIXED_PATTERNS = [
  '*/12 * * * *',
  '30 1-3 * * *',
  '0 2,14 * * *',
  '0 0 * * *',
  '30 2 * * *',
  '45 59 1 * * 7',
  '15 1 * 3-5,10 *',
  '30 23 L * *',
  '0 9 LW * *',
  '30 2 14W 3 *',
  '30 2 * * SUN#2',
  '0 4 L * MON#1',
];
const OTHER_PATTERNS = [
  '*/15 * * * *',
  '*/7 * * * *',
  '*/20 0-3 * * *',
  '0,30 * * * *',
  '17,47 * * * *',
  '*/30 22-3 * * SAT-MON',
  '*/30 30 2 * * *',
  '*/20 30 2 * * *',
  '30 */10 1 * * *',
  '0 * * * *',
  '30 * * * *',
  '0 */2 * * *',
  '5 */3 * * *',
  '0 9-17 * * MON-FRI',
  '30 0 * * *',
  '30 1 * * *',
  '0 2 * * *',
  '15 2 * * *',
  '45 2 * * *',
  '0 3 * * *',
  '15 3 * * *',
  '59 23 * * *',
  '30 23 * * *',
  '15 30 2 * * *',
  '59 59 23 * * *',
  '*/15 1 * * *',
  '*/20 2 * * *',
  '0 1,2 * * *',
  '15 1-21/4 * * *',
  '30 2-22/4 * * *',
  '30 0-23 * * *',
  '0,30 2,23 * * SUN',
  '30 23 26-29 3 *',
  '10-40/10 0-3 * * *',
  '0 22-2 * * *',
  '0 0 1 * *',
  '0 5 31 * *',
  '0 2 29 2 *',
  '0 2 */2 * *',
  '0 3 1-7 * *',
  '30 1 28-31 * SUN',
  '0 6 3 5,6 TUE',
  '20 1 31 3,10 SUN',
  '30 2 * * SUN',
  '0 0 * * SAT,SUN',
  '30 2 13 * FRI',
  '0 12 * * FRI-MON',
  '0 0 1 JAN *',
  '0 0 * NOV-FEB SUN',
  '0 0 L * *',
  '30 2 L 2,3 *',
  '0 1 15,L * *',
  '0 0 LW * *',
  '30 23 15W * *',
  '0 1 1W * *',
  '0 9 1W,15W,31W * *',
  '0 9 29W 2 *',
  '0 9 * * MON#1',
  '0 1 * * SUN#5',
  '0 0 * * SAT-MON#3',
  '0 23 * * FRIL',
  '30 1 * * SUN#L',
  '*/30 1 * * SUNL',
  '0 0 13W * FRI#2',
  '@weekly',
  '@yearly',
];
const ZONES = [
  'UTC',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'America/New_York',
  'America/St_Johns',
  // Its gap ends at midnight.
  'America/Nuuk',
  'Europe/London',
  'Africa/Cairo',
  // Ramadan.
  'Africa/Casablanca',
  // Half an hour.
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  // Two hours.
  'Antarctica/Troll',
];
const DRAWN_PAIRS = 60;
const ALL_PAIRS = process.env['CRON_FIRES'] === 'all';
const SEED = Number(process.env['CRON_SEED'] ?? Math.floor(Math.random() * 1_000_000));
const DAY_MS = 86_400_000;
/** One of them has a 29 February. */
const TWO_YEARS: Span = { from: new Date('2027-01-01T00:00:00Z'), to: new Date('2029-01-01T00:00:00Z') };
/** An expression with more fires a day is looked at around each change of offset and in two weeks at random. */
const MAX_FIRES_A_DAY = 24;
/** The server answers at most this many. */
const PAGE = 1_000;
const CONCURRENCY = 8;

interface Span {
  /** Not included, as the server has it. */
  from: Date;
  to: Date;
}

describe('fires of the real server', () => {
  let connection: Connection;
  beforeAll(async () => {
    console.log(`cron fires, CRON_SEED=${SEED}`);
    connection = await Connection.connect({ address: inject('temporalAddress') });
  });
  afterAll(() => connection.close());

  it.each(patternsByZone())(
    'are the occurrences in %s',
    async (timeZone, patterns) => {
      const someSpans = [...aroundChanges(timeZone), ...randomWeeks(createRandom(SEED))];
      await inParallel(patterns, async (cronExpression) => {
        const cron = { cronExpression, timeZone };
        const spans = firesADay(cronExpression) > MAX_FIRES_A_DAY ? someSpans : [TWO_YEARS];
        const found = await firesOf(connection, cron, spans);
        for (const [index, fires] of found.entries()) {
          const due = new Set(occurrencesIn(cron, spans[index]!).map(Number));
          // Those that are none end as nothing, by the check that every fire goes through.
          const lasting = fires.filter(
            (instant) => due.has(Number(instant)) || isOccurrence({ ...cron, instant }),
          );
          expect(lasting.map(Number), `${cronExpression}, CRON_SEED=${SEED}`).toEqual([...due]);
        }
      });
    },
    120_000,
  );
});

function patternsByZone(): [zone: string, patterns: string[]][] {
  const others = ZONES.flatMap((zone) => OTHER_PATTERNS.map((pattern) => ({ zone, pattern })));
  const pairs = ALL_PAIRS ? others : createRandom(SEED).shuffled(others).slice(0, DRAWN_PAIRS);
  return ZONES.map((zone) => [
    zone,
    [...FIXED_PATTERNS, ...pairs.filter((pair) => pair.zone === zone).map(({ pattern }) => pattern)],
  ]);
}

function firesADay(cronExpression: string): number {
  const { second, minute, hour } = parseCron(cronExpression);
  return second.length * minute.length * hour.length;
}

function aroundChanges(timeZone: string): Span[] {
  return offsetChanges(NODE_ZONE_DATA, timeZone, TWO_YEARS.from.getTime(), TWO_YEARS.to.getTime()).map(
    ({ atMs }) => ({
      from: new Date(atMs - 3 * DAY_MS),
      to: new Date(atMs + 3 * DAY_MS),
    }),
  );
}

function randomWeeks(random: Random): Span[] {
  return [0, 1].map(() => {
    const startMs = TWO_YEARS.from.getTime() + random.between(0, 720) * DAY_MS;
    return { from: new Date(startMs), to: new Date(startMs + 7 * DAY_MS) };
  });
}

function occurrencesIn(cron: CronInZone, { from, to }: Span): Date[] {
  return occurrences({
    ...cron,
    after: from,
    before: new Date(to.getTime() + 1),
    count: Infinity,
  });
}

async function firesOf(connection: Connection, cron: CronInZone, spans: Span[]): Promise<Date[][]> {
  const scheduleId = `cron-fires-${randomUUID()}`;
  const client = new Client({ connection });
  const handle = await client.schedule.create({
    scheduleId,
    spec: compileSchedule(cron),
    action: { type: 'startWorkflow', workflowType: 'never', taskQueue: 'never' },
    state: { paused: true },
  });
  const fires: Date[][] = [];
  for (const span of spans) fires.push(await matchingTimes(connection, scheduleId, span));
  await handle.delete();
  return fires;
}

async function matchingTimes(
  connection: Connection,
  scheduleId: string,
  { from, to }: Span,
): Promise<Date[]> {
  const { startTime } = await connection.workflowService.listScheduleMatchingTimes({
    namespace: 'default',
    scheduleId,
    startTime: msNumberToTs(from.getTime()),
    endTime: msNumberToTs(to.getTime()),
  });
  const times = startTime.map(tsToDate);
  if (times.length < PAGE) return times;
  const rest = { from: times.at(-1)!, to };
  return [...times, ...(await matchingTimes(connection, scheduleId, rest))];
}

async function inParallel<Item>(items: Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: CONCURRENCY }, async () => {
    for (const item of queue) await act(item);
  });
  await Promise.all(workers);
}
