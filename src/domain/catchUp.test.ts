import { describe, expect, it } from 'vitest';
import { occurrenceExecutionId } from './identifiers.ts';
import { planCatchUp, type Definition, type HistoryGap, type OutdatedSchedule } from './catchUp.ts';

const MINUTELY: Definition = {
  cronExpression: '* * * * *',
  timeZone: 'UTC',
  jitterSeconds: 0,
  catchup: 'latest',
  catchupSeconds: 3_600,
  pausedUntil: null,
  active: true,
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: null,
};
const at = (time: string) => `2026-01-12T${time}.000Z`;

function plan(
  definitions: Definition[],
  {
    ledgerUntil = at('09:00:00'),
    now = at('09:05:00'),
    outdated,
    gaps = [],
  }: { ledgerUntil?: string; now?: string; outdated?: OutdatedSchedule; gaps?: HistoryGap[] } = {},
) {
  const planned = planCatchUp({ jobName: 'job', ledgerUntil, now, definitions, outdated, gaps });
  return {
    ...planned,
    acts: planned.occurrences.map((o) => [
      o.scheduledFor.slice(11, 19),
      o.act === 'start' ? 'start' : o.code,
    ]),
  };
}

describe('catch-up', () => {
  it('starts the latest occurrence and records those before it as superseded', () => {
    const { acts, until, dueAt } = plan([{ ...MINUTELY, cronExpression: '0,1,2 9 * * *' }]);
    expect(acts).toEqual([
      ['09:01:00', 'superseded'],
      ['09:02:00', 'start'],
    ]);
    expect(until).toBe(at('09:04:00'));
    expect(dueAt).toBe('2026-01-13T09:00:00.000Z');
  });

  it('leaves alone what is not late yet, and counts it as the later occurrence', () => {
    const { acts, dueAt } = plan([MINUTELY]);
    expect(acts).toEqual([
      ['09:01:00', 'superseded'],
      ['09:02:00', 'superseded'],
      ['09:03:00', 'superseded'],
      ['09:04:00', 'superseded'],
    ]);
    expect(dueAt).toBe(at('09:05:00'));
  });

  it('starts nothing of a time that the database has forgotten, whatever the rule', () => {
    const gaps = [{ from: at('09:01:00'), to: at('09:03:00') }];
    const all = plan([{ ...MINUTELY, catchup: 'all' }], { gaps });
    expect(all.acts).toEqual([
      ['09:01:00', 'start'],
      ['09:02:00', 'database_restored'],
      ['09:03:00', 'database_restored'],
      ['09:04:00', 'start'],
    ]);
    expect(all.occurrences[1]).toMatchObject({ act: 'miss', details: { restoredTo: at('09:01:00') } });
  });

  it('waits longer by the jitter', () => {
    expect(plan([{ ...MINUTELY, jitterSeconds: 90 }])).toMatchObject({ until: at('09:02:30') });
  });

  it('starts all of them, or none, when the job says so', () => {
    const hourly = { ...MINUTELY, cronExpression: '0,2 9 * * *' };
    const early = { ledgerUntil: at('08:00:00') };
    expect(plan([{ ...hourly, catchup: 'all' }], early).occurrences).toMatchObject([
      { act: 'start', wait: true, executionId: occurrenceExecutionId('job', at('09:00:00')) },
      { act: 'start', wait: true },
    ]);
    expect(plan([{ ...hourly, catchup: 'none' }], early).occurrences).toMatchObject([
      { act: 'miss', code: 'scheduler_down', details: {} },
      { act: 'miss' },
    ]);
  });

  it('misses what is older than catchupSeconds', () => {
    expect(plan([{ ...MINUTELY, catchup: 'all', catchupSeconds: 150 }]).acts).toEqual([
      ['09:01:00', 'catchup_passed'],
      ['09:02:00', 'catchup_passed'],
      ['09:03:00', 'start'],
      ['09:04:00', 'start'],
    ]);
  });

  it('judges every instant by the definition in force at it', () => {
    const { acts } = plan([
      { ...MINUTELY, catchup: 'all', validTo: at('09:02:00') },
      { ...MINUTELY, active: false, validFrom: at('09:02:00'), validTo: at('09:03:30') },
      { ...MINUTELY, cronExpression: '*/2 * * * *', catchup: 'all', validFrom: at('09:03:30') },
    ]);
    expect(acts).toEqual([
      ['09:01:00', 'start'],
      ['09:04:00', 'start'],
    ]);
  });

  it('expects nothing before the end of a pause, and the occurrence at its end', () => {
    const { acts } = plan([{ ...MINUTELY, catchup: 'all', pausedUntil: at('09:03:00') }]);
    expect(acts.map(([time]) => time)).toEqual(['09:03:00', '09:04:00']);
  });

  it('takes 5,000 occurrences at a time', () => {
    const secondly = { ...MINUTELY, cronExpression: '* * * * * *' };
    const { occurrences, until, dueAt } = plan([secondly], { now: at('12:00:00') });
    expect(occurrences).toHaveLength(5_000);
    expect(until).toBe(at('10:23:20'));
    expect(dueAt).toBe(until);
  });

  it('has nothing to come for a job that is disabled or runs only when triggered', () => {
    for (const definition of [
      { ...MINUTELY, active: false },
      { ...MINUTELY, cronExpression: null },
    ]) {
      expect(plan([definition])).toMatchObject({ occurrences: [], until: at('09:04:00'), dueAt: null });
    }
  });

  it('goes on later when not all definitions since then are known yet', () => {
    const { until, dueAt } = plan([{ ...MINUTELY, validTo: at('09:01:30') }]);
    expect([until, dueAt]).toEqual(['2026-01-12T09:01:29.999Z', '2026-01-12T09:01:29.999Z']);
  });

  it('names the other rules of a Schedule for what it missed while it had them, and for nothing later', () => {
    const outdated = { zones: '2025b', until: at('09:02:00') };
    const { occurrences } = plan([{ ...MINUTELY, catchup: 'none' }], { outdated });
    expect(occurrences).toMatchObject([
      {
        code: 'schedule_outdated',
        details: { zones: '2025b', outdatedUntil: at('09:02:00') },
      },
      { code: 'schedule_outdated' },
      { code: 'scheduler_down', details: expect.not.objectContaining({ zones: expect.anything() }) },
      { code: 'scheduler_down' },
    ]);
  });

  it('says of a late one by how much, and which occurrence came after one that was superseded', () => {
    const late = plan([{ ...MINUTELY, cronExpression: '1,3 9 * * *', catchupSeconds: 200 }]);
    expect(late.occurrences).toMatchObject([
      { code: 'catchup_passed', details: { lateSeconds: 240, catchupSeconds: 200 } },
      { act: 'start', wait: false },
    ]);
    const superseded = plan([{ ...MINUTELY, cronExpression: '1,3 9 * * *' }]);
    expect(superseded.occurrences[0]).toMatchObject({
      code: 'superseded',
      details: { nextAt: '2026-01-12T09:03:00.000Z' },
    });
  });
});
