// The promise of domain/cron, on the real server: what Temporal fires, less what the check lets end as nothing, is
// exactly what is shown as upcoming.
import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msNumberToTs, tsToDate } from '@temporalio/common/lib/time.js';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { compileSchedule } from '../../src/domain/cron/compileSchedule.ts';
import { isOccurrence, occurrences, type CronInZone } from '../../src/domain/cron/occurrences.ts';

const PATTERNS = [
  '*/12 * * * *',
  '*/15 * * * *',
  '0 * * * *',
  '30 * * * *',
  '17,47 * * * *',
  '0 0 * * *',
  '30 0 * * *',
  '30 1 * * *',
  '30 2 * * *',
  '0 3 * * *',
  '59 23 * * *',
  '*/15 1 * * *',
  '*/20 2 * * *',
  '0 1,2 * * *',
  '10-40/10 0-3 * * *',
  '0 */2 * * *',
  '0 9-17 * * MON-FRI',
  '30 1 28-31 * SUN',
  '0 0 1 * *',
  '0 6 3 5,6 TUE',
  '20 1 31 3,10 SUN',
  '0 2 */2 * *',
  '15 1 * 3-5,10 *',
  '0 5 31 * *',
  '30 15 2 * * *',
  '*/20 30 2 * * *',
  '45 59 1 * * 7',
  '*/30 22-3 * * SAT-MON',
];
/** Changes of offset in 2027. */
const ZONES: Record<string, string[]> = {
  UTC: [],
  'Asia/Kolkata': [],
  'America/Sao_Paulo': [],
  'America/New_York': ['2027-03-14T07:00:00Z', '2027-11-07T06:00:00Z'],
  'Europe/London': ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z'],
  'Africa/Cairo': ['2027-04-29T22:00:00Z', '2027-10-28T21:00:00Z'],
  'Australia/Lord_Howe': ['2027-04-03T15:00:00Z', '2027-10-02T15:30:00Z'],
  'Pacific/Auckland': ['2027-04-03T14:00:00Z', '2027-09-25T14:00:00Z'],
  // Two hours.
  'Antarctica/Troll': ['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z'],
};
const ORDINARY_WEEK: Span = { from: new Date('2027-05-28T12:00:01Z'), to: new Date('2027-06-04T12:00:00Z') };
const TWO_DAYS_MS = 2 * 86_400_000;
const CONCURRENCY = 16;

interface Span {
  from: Date;
  to: Date;
}

describe('fires of the real server', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await Connection.connect({ address: inject('temporalAddress') });
  });
  afterAll(() => connection.close());

  it.each(Object.entries(ZONES))('are the occurrences in %s', async (timeZone, changes) => {
    const aroundChanges = changes.map(Date.parse).map((at) => ({
      from: new Date(at - TWO_DAYS_MS + 1_000),
      to: new Date(at + TWO_DAYS_MS),
    }));
    await inParallel(PATTERNS, async (cronExpression) => {
      const cron = { cronExpression, timeZone };
      const [ordinary, ...changing] = await firesOf(connection, cron, [ORDINARY_WEEK, ...aroundChanges]);
      expect(ordinary, cronExpression).toEqual(occurrencesIn(cron, ORDINARY_WEEK));
      for (const [index, fires] of changing.entries()) {
        const due = fires.filter((instant) => isOccurrence({ ...cron, instant }));
        expect(due, cronExpression).toEqual(occurrencesIn(cron, aroundChanges[index]!));
      }
    });
  });
});

function occurrencesIn(cron: CronInZone, { from, to }: Span): Date[] {
  return occurrences({ ...cron, after: new Date(from.getTime() - 1), before: new Date(to.getTime() + 1) });
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
  return startTime.map(tsToDate);
}

async function inParallel<Item>(items: Item[], act: (item: Item) => Promise<void>): Promise<void> {
  const queue = items.values();
  const workers = Array.from({ length: CONCURRENCY }, async () => {
    for (const item of queue) await act(item);
  });
  await Promise.all(workers);
}
