// Filters, the counts in their menus, sorting, and the frozen order.
import { describe, expect, it } from 'vitest';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { countChoices, filterJobs, type Filters } from './filterJobs.ts';
import { countMoved, frozenOrder } from './frozenOrder.ts';
import { at, failing, jobSummary, NOW, running } from '../../../live/jobSummary.fixture.ts';
import { isCancelling, isLateAt, isNeverDue, isStuckAt, statusAt } from './jobState.ts';
import { orderJobs } from './orderJobs.ts';
import { takeOver } from '../table/rowKeys.ts';

const names = (jobs: readonly JobSummary[]) => jobs.map(({ name }) => name);
const rows = (...all: string[]) => all.map((name) => ({ name }));
const find = (name: string) => (name === 'gone' ? undefined : { name });

describe('status', () => {
  const paused = jobSummary({ name: 'paused', pausedUntil: at(1_000), status: 'paused' });

  it('ends a pause by the clock, without news from the server', () => {
    expect(statusAt(paused, NOW)).toBe('paused');
    expect(statusAt(paused, NOW + 1_001)).toBe('enabled');
  });

  it('is the strongest of running, queued, paused, disabled', () => {
    const disabled = jobSummary({ name: 'a', enabled: false });
    expect(statusAt(disabled, NOW)).toBe('disabled');
    expect(statusAt({ ...disabled, queuedCount: 1 }, NOW)).toBe('queued');
    expect(statusAt({ ...disabled, queuedCount: 1, running: running(1) }, NOW)).toBe('running');
  });

  it('is late a minute after the job was due, unless it is paused or disabled', () => {
    const due = jobSummary({ name: 'due', nextRunAt: at(0) });
    expect(isLateAt(due, NOW + 60_000)).toBe(false);
    expect(isLateAt(due, NOW + 60_001)).toBe(true);
    expect(isLateAt({ ...due, enabled: false }, NOW + 60_001)).toBe(false);
    expect(isLateAt({ ...due, pausedUntil: at(120_000) }, NOW + 60_001)).toBe(false);
  });

  it('tells a run that is being cancelled, and a job that the scheduler says is never due', () => {
    const run = { ...running(1)!, cancelRequestedAt: at(0) };
    expect(isCancelling(jobSummary({ name: 'a', running: run }))).toBe(true);
    expect(isCancelling(jobSummary({ name: 'a', running: running(1) }))).toBe(false);
    const unknown = { ...jobSummary({ name: 'a', nextRunAt: null }), neverFires: false };
    expect(isNeverDue(unknown)).toBe(false);
    expect(isNeverDue({ ...unknown, neverFires: true })).toBe(true);
  });

  it('is stuck when progress is overdue', () => {
    const reporting = jobSummary({ name: 'a', running: { ...running(90_000)!, heartbeatAt: at(-60_000) } });
    expect(isStuckAt(reporting, NOW)).toBe(false);
    expect(isStuckAt(reporting, NOW + 1)).toBe(true);
  });
});

describe('filters', () => {
  const jobs = [
    jobSummary({ name: 'weekly-digest', displayName: 'Weekly digest', description: 'Mail to all members' }),
    jobSummary({ name: 'crawl-prices', service: 'crawler-service', jobType: 'crawler', failing: failing(1) }),
    jobSummary({ name: 'crawl-images', service: 'crawler-service', jobType: 'crawler', enabled: false }),
    jobSummary({
      name: 'cleanup',
      jobType: 'cleanup',
      overridden: ['timeoutSeconds'],
      nextRunAt: at(60_000),
    }),
  ];

  it.each([
    [{ q: 'digest' }, ['weekly-digest']],
    [{ q: 'MEMBERS weekly' }, ['weekly-digest']],
    [{ q: 'crawl service images' }, ['crawl-images']],
    [{ q: 'digest crawl' }, []],
    [{ service: ['crawler-service'], status: ['disabled'] }, ['crawl-images']],
    [{ status: ['failing', 'disabled'] }, ['crawl-prices', 'crawl-images']],
    [{ status: ['due'] }, ['cleanup']],
    [{ type: ['cleanup', 'email'] }, ['weekly-digest', 'cleanup']],
    [{ overridden: 'yes' }, ['cleanup']],
    [{}, ['weekly-digest', 'crawl-prices', 'crawl-images', 'cleanup']],
  ] satisfies [Filters, string[]][])('%j leaves %j', (filters, left) => {
    expect(names(filterJobs(jobs, filters, NOW))).toEqual(left);
  });

  it('finds what a job does besides its main status', () => {
    const busy = jobSummary({ name: 'busy', enabled: false, running: running(1), queuedCount: 1 });
    for (const status of ['running', 'queued', 'disabled'] as const) {
      expect(names(filterJobs([busy], { status: [status] }, NOW)), status).toEqual(['busy']);
    }
  });

  it('finds jobs that are never due: an expression that no date matches', () => {
    const never = jobSummary({
      name: 'never',
      cronExpression: '0 0 30 2 *',
      nextRunAt: null,
      neverFires: true,
    });
    const others = [
      jobSummary({ name: 'by hand', cronExpression: null, nextRunAt: null }),
      jobSummary({ name: 'off', enabled: false, nextRunAt: null }),
    ];
    expect(names(filterJobs([never, ...others], { status: ['never'] }, NOW))).toEqual(['never']);
  });

  it('counts what a menu would leave with the other filters, not with its own', () => {
    const filters = { service: ['email-service'], type: ['crawler'] };
    expect([...countChoices(jobs, filters, 'service', NOW)]).toEqual([['crawler-service', 2]]);
    expect([...countChoices(jobs, filters, 'type', NOW)]).toEqual([
      ['email', 1],
      ['cleanup', 1],
    ]);
    expect(countChoices(jobs, {}, 'status', NOW).get('failing')).toBe(1);
  });
});

describe('orders', () => {
  const jobs = [
    jobSummary({ name: 'off', enabled: false }),
    jobSummary({ name: 'next-week', nextRunAt: at(7 * 86_400_000) }),
    jobSummary({ name: 'by-hand', cronExpression: null, nextRunAt: null }),
    jobSummary({ name: 'never', nextRunAt: null, neverFires: true }),
    jobSummary({ name: 'soon', nextRunAt: at(60_000) }),
    jobSummary({ name: 'waiting', queuedCount: 1 }),
    jobSummary({ name: 'at-work', running: running(5_000) }),
    jobSummary({ name: 'late', nextRunAt: at(-300_000) }),
    jobSummary({ name: 'failing-short', failing: failing(1_000) }),
    jobSummary({ name: 'failing-long', failing: failing(9_000) }),
  ];

  it('puts first what needs attention, and disabled jobs last', () => {
    expect(names(orderJobs(jobs, 'attention', false, NOW))).toEqual([
      'failing-long',
      'failing-short',
      'late',
      'never',
      'at-work',
      'waiting',
      'soon',
      'next-week',
      'by-hand',
      'off',
    ]);
  });

  it('keeps what has no value last in both directions', () => {
    const up = names(orderJobs(jobs, 'nextRun', false, NOW));
    const down = names(orderJobs(jobs, 'nextRun', true, NOW));
    expect(up.slice(-3)).toEqual(['by-hand', 'never', 'off']);
    expect(down.slice(-3)).toEqual(['by-hand', 'never', 'off']);
    expect([up[0], down[0]]).toEqual(['late', 'next-week']);
  });

  it('sorts names as people count', () => {
    const numbered = ['shard-10', 'shard-9', 'Shard-1'].map((name) => jobSummary({ name }));
    expect(names(orderJobs(numbered, 'name', false, NOW))).toEqual(['Shard-1', 'shard-9', 'shard-10']);
  });
});

describe('the held order', () => {
  it('keeps every row in its place, drops what is gone, and appends what is new', () => {
    const shown = frozenOrder(['c', 'gone', 'a', 'b'], rows('a', 'b', 'new', 'c'), find);
    expect(shown).toEqual(rows('c', 'a', 'b', 'new'));
  });

  it.each([
    [['a', 'b', 'c'], ['a', 'b', 'c'], 0],
    [['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'], 1],
    [['a', 'b', 'c'], ['c', 'b', 'a'], 2],
    [['a', 'b'], ['a', 'b', 'new'], 1],
    [['a', 'b', 'no-longer-matches'], ['a', 'b'], 1],
  ])('from %j to %j, %d would move', (shown, fresh, moved) => expect(countMoved(shown, fresh)).toBe(moved));
});

describe('rows taken over', () => {
  const shown = new Map(['a', 'b', 'c', 'd'].map((name, key) => [name, key]));
  const over = (to: string, pinned?: string) => [...takeOver(to.split(''), shown, pinned)].flat().join('');

  it('keeps the rows of those that stay', () => expect(over('abcd')).toBe('a0b1c2d3'));
  it('gives all to others, in their order', () => expect(over('wxyz')).toBe('w0x1y2z3'));
  it('moves none: scrolled down, the new one is made', () => expect(over('bcde')).toBe('b1c2d3e4'));
  it('moves none: scrolled up, the new one is made', () => expect(over('zabc')).toBe('z4a0b1c2'));
  it('gives what is left between those that stay', () => expect(over('axydz')).toBe('a0x1y2d3z4'));
  it('makes more where too few are left', () => expect(over('axyzd')).toBe('a0x1y2z4d3'));
  it('leaves the pinned one to nobody', () => expect(over('axyd', 'b')).toBe('a0x2y4d3'));
  it('takes none from behind a pinned one that stays', () => expect(over('zab', 'a')).toBe('z4a0b1'));
});
