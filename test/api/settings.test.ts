// What an operator sets: overrides of every setting, pauses, and changes that meet another one.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { JobSettings } from '../../src/contract/jobs.ts';
import { instantInWords } from '../../src/domain/instantInWords.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const patch = (name: string, body: object, headers?: Record<string, string>) =>
  scheduler.api('PATCH', `/api/jobs/${name}`, body, headers);
const NIGHTLY = '0 3 * * *';

it('declares every setting at registration, with the defaults of the contract', async () => {
  const plain = await scheduler.register({ name: 'plain', cronExpression: NIGHTLY });
  expect(plain.declared).toEqual(JobSettings.parse({ cronExpression: NIGHTLY }));
  expect(plain).toMatchObject({ ...plain.declared, overrides: {} });
  const declared = {
    timeZone: 'Europe/Berlin',
    timeoutSeconds: 60,
    retry: { maxAttempts: 3, initialIntervalSeconds: 5, backoffCoefficient: 1.5, maxIntervalSeconds: 60 },
    startDeadlineSeconds: 30,
    heartbeatSeconds: 20,
    overlap: 'allow',
    catchup: 'all',
    catchupSeconds: 86_400,
    jitterSeconds: 10,
  };
  expect(await scheduler.register({ name: 'whole', cronExpression: NIGHTLY, ...declared })).toMatchObject(
    declared,
  );
});

it('overrides settings one by one, shows them beside the declared ones, and keeps them at a deploy', async () => {
  const body = { cronExpression: NIGHTLY, retry: { maxAttempts: 2 } };
  await scheduler.register({ name: 'tuned', ...body });
  const { status, body: answer } = await patch('tuned', {
    timeoutSeconds: 900,
    retry: { maxIntervalSeconds: 30 },
    catchup: 'none',
    userId: 'ana',
    reason: 'slow week',
  });
  expect(status).toBe(200);
  expect(answer.message).toMatch(/overrides timeoutSeconds, retry, catchup; next run/);
  const retry = { maxAttempts: 2, initialIntervalSeconds: 10, backoffCoefficient: 2, maxIntervalSeconds: 30 };
  expect(answer.job).toMatchObject({
    timeoutSeconds: 900,
    retry,
    catchup: 'none',
    declared: { timeoutSeconds: 300, retry: { maxIntervalSeconds: 600 }, catchup: 'latest' },
    overrides: { timeoutSeconds: 900, retry, catchup: 'none' },
  });
  expect((await scheduler.api('GET', '/api/jobs/tuned/events')).body.events[0]).toMatchObject({
    actor: 'ana',
    action: 'settings changed',
    before: { timeoutSeconds: 300 },
    after: { timeoutSeconds: 900 },
    reason: 'slow week',
  });
  const again = await scheduler.register({ name: 'tuned', ...body });
  expect(again).toMatchObject({ timeoutSeconds: 900, version: answer.job.version });
});

it('returns to the declared value with null, and when the value is the declared one', async () => {
  const { body } = await patch('tuned', { timeoutSeconds: null, retry: null, catchup: 'latest' });
  expect(body.job).toMatchObject({ timeoutSeconds: 300, catchup: 'latest', overrides: {} });
  expect(body.message).toMatch(/is as declared/);
});

it('refuses what is no setting, out of range, of a later version, or nothing at all', async () => {
  const refused = async (body: object) => (await patch('tuned', body)).body;
  expect(await refused({ timeoutSecnds: 5 })).toMatchObject({
    code: 'VALIDATION_FAILED',
    message: expect.stringContaining('did you mean "timeoutSeconds"?'),
  });
  expect(await refused({ heartbeatSeconds: 5 })).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await refused({ cronExpression: '61 * * * *' })).toMatchObject({ code: 'INVALID_CRON' });
  expect(await refused({ timeZone: 'Mars/Base' })).toMatchObject({ code: 'INVALID_SETTING' });
  expect(await refused({ alerts: [] })).toMatchObject({ code: 'INVALID_SETTING' });
  expect(await refused({ config: {} })).toMatchObject({ code: 'VALIDATION_FAILED' });
  expect(await refused({})).toMatchObject({ message: expect.stringContaining('names no setting') });
  expect(await patch('absent', { timeoutSeconds: 5 })).toMatchObject({ status: 404 });
});

it('makes a change only at the version that its author saw', async () => {
  const registered = await scheduler.register({ name: 'versioned', cronExpression: NIGHTLY });
  const { headers } = await scheduler.api('GET', '/api/jobs/versioned');
  const seen = headers.get('etag')!;
  expect(seen).toBe(`"${registered.version}"`);
  const first = await patch('versioned', { timeoutSeconds: 10 }, { 'if-match': seen });
  expect([first.status, first.headers.get('etag')]).toEqual([200, `"${registered.version + 1}"`]);
  const writes: [string, string, object][] = [
    ['PATCH', '', { timeoutSeconds: 20 }],
    ['PUT', '/cron', { cronExpression: '0 4 * * *' }],
    ['POST', '/disable', {}],
    ['POST', '/enable', {}],
    ['DELETE', '', {}],
  ];
  for (const [method, path, body] of writes) {
    const answer = await scheduler.api(method, `/api/jobs/versioned${path}`, body, { 'if-match': seen });
    expect(answer, `${method} ${path}`).toMatchObject({
      status: 409,
      body: { code: 'VERSION_CONFLICT', job: { version: registered.version + 1, timeoutSeconds: 10 } },
    });
  }
  expect(await patch('versioned', { timeoutSeconds: 20 }, { 'if-match': '*' })).toMatchObject({
    status: 200,
  });
  expect(await patch('versioned', { timeoutSeconds: 30 }, { 'if-match': 'soon' })).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED', message: expect.stringContaining('If-Match') },
  });
});

it('pauses a job until an instant: no runs before it, runs after it, and no trace of it then', async () => {
  await scheduler.register({ name: 'paused', cronExpression: '* * * * * *' });
  await scheduler.execution('paused', ({ status }) => status === 'completed');
  const until = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 8_000).toISOString();
  const paused = await scheduler.api('POST', '/api/jobs/paused/disable', { until, reason: 'maintenance' });
  expect(paused).toMatchObject({
    status: 200,
    body: {
      message: expect.stringContaining(`is paused until ${instantInWords(until, 'UTC')}`),
      nextRunAt: until,
      schedule: 'applied',
    },
  });
  expect(await scheduler.job('paused')).toMatchObject({ enabled: true, pausedUntil: until, overrides: {} });
  const list = await scheduler.api('GET', '/api/jobs?status=paused');
  expect(list.body.jobs).toMatchObject([{ name: 'paused' }]);
  const upcoming = await scheduler.api('GET', '/api/jobs/paused/upcoming?count=1');
  expect(upcoming.body.upcoming).toEqual([{ scheduledFor: until }]);
  const [{ at: pausedAt } = { at: '' }] = (await scheduler.store.listEvents({ jobName: 'paused' })).events;

  await scheduler.execution('paused', ({ scheduled_for }) => scheduled_for! >= until);
  const rows = await scheduler.history('paused');
  expect(rows.filter(({ scheduled_for: at }) => at! > pausedAt && at! < until)).toEqual([]);
  expect(rows.map(({ scheduled_for }) => scheduled_for)).toContain(until);
  expect(await scheduler.job('paused')).toMatchObject({ pausedUntil: null });
});

it('ends a pause with enable, and keeps one at a deploy', async () => {
  const until = '2099-01-01T00:00:00.000Z';
  await scheduler.register({ name: 'held', cronExpression: NIGHTLY });
  await scheduler.api('POST', '/api/jobs/held/disable', { until: '2099-01-01T01:00:00+01:00' });
  expect(await scheduler.register({ name: 'held', cronExpression: NIGHTLY })).toMatchObject({
    pausedUntil: until,
  });
  const { spec } = await scheduler.temporal.schedule.getHandle('job:held').describe();
  expect(spec.startAt?.toISOString()).toBe(until);
  const enabled = await scheduler.api('POST', '/api/jobs/held/enable');
  expect(enabled).toMatchObject({
    status: 200,
    body: { message: expect.stringMatching(/next run \w+ \d+ \w+ 20[2-8]\d at 03:00 \(UTC\)/) },
  });
  expect(await scheduler.job('held')).toMatchObject({ pausedUntil: null });
  expect(
    await scheduler.api('POST', '/api/jobs/held/disable', { until: '2020-01-01T00:00:00Z' }),
  ).toMatchObject({
    status: 400,
    body: { message: expect.stringContaining('until: must be in the future') },
  });
});

it('skips the next occurrence only, with who and why, and once however often it is asked', async () => {
  await scheduler.register({ name: 'skipped-once', cronExpression: '*/4 * * * * *', overlap: 'allow' });
  const skip = await scheduler.api('POST', '/api/jobs/skipped-once/skip-next', {
    userId: 'ana',
    reason: 'holiday',
  });
  const { executionId, scheduledFor, nextRunAt } = skip.body;
  expect(skip).toMatchObject({
    status: 200,
    body: { message: expect.stringContaining(`skips its run of ${instantInWords(scheduledFor, 'UTC')}`) },
  });
  expect(Date.parse(nextRunAt) - Date.parse(scheduledFor)).toBe(4_000);
  await scheduler.execution(
    'skipped-once',
    (row) => row.status === 'completed' && row.scheduled_for! >= nextRunAt,
  );
  const rows = await scheduler.history('skipped-once');
  expect(rows.find(({ id }) => id === executionId)).toMatchObject({
    status: 'skipped',
    scheduled_for: scheduledFor,
    reason: 'skipped by ana: holiday',
  });
  expect(scheduler.service.callsTo('skipped-once').map(({ body }) => body.executionId)).not.toContain(
    executionId,
  );
  expect((await scheduler.store.listEvents({ jobName: 'skipped-once' })).events).toContainEqual(
    expect.objectContaining({ actor: 'ana', action: 'occurrence skipped', reason: 'holiday' }),
  );

  await scheduler.register({ name: 'skipped-nightly', cronExpression: NIGHTLY });
  const [first, second] = [
    await scheduler.api('POST', '/api/jobs/skipped-nightly/skip-next'),
    await scheduler.api('POST', '/api/jobs/skipped-nightly/skip-next'),
  ];
  expect(second.body.scheduledFor).toBe(first.body.scheduledFor);
  expect(await scheduler.job('skipped-nightly')).toMatchObject({ nextRunAt: first.body.nextRunAt });
  expect((await scheduler.api('GET', '/api/jobs/skipped-nightly/upcoming?count=2')).body.upcoming).toEqual([
    { scheduledFor: first.body.scheduledFor, skipped: true },
    { scheduledFor: first.body.nextRunAt },
  ]);
  // Neither a deploy nor another change forgets it.
  expect(await scheduler.register({ name: 'skipped-nightly', cronExpression: NIGHTLY })).toMatchObject({
    nextRunAt: first.body.nextRunAt,
  });
  await scheduler.api('POST', '/api/jobs/skipped-nightly/disable');
  expect(await scheduler.api('POST', '/api/jobs/skipped-nightly/enable')).toMatchObject({ status: 200 });
  expect(await scheduler.job('skipped-nightly')).toMatchObject({ nextRunAt: first.body.nextRunAt });
  await scheduler.register({ name: 'never-due' });
  expect(await scheduler.api('POST', '/api/jobs/never-due/skip-next')).toMatchObject({
    status: 409,
    body: { code: 'NOTHING_TO_SKIP', message: expect.stringContaining('no upcoming run') },
  });
});

it('runs an occurrence after all when its skip is undone', async () => {
  const undo = (name: string, body?: object) => scheduler.api('POST', `/api/jobs/${name}/unskip`, body);
  const nightly = { name: 'unskipped', displayName: 'Nightly report', cronExpression: NIGHTLY };
  await scheduler.register({ ...nightly, timeZone: 'Europe/Berlin' });
  expect(await undo('unskipped')).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_UNSKIP' } });
  const { executionId, scheduledFor } = (await scheduler.api('POST', '/api/jobs/unskipped/skip-next')).body;
  const wrong = { scheduledFor: '2099-01-01T00:00:00Z' };
  expect(await undo('unskipped', wrong)).toMatchObject({ status: 409, body: { code: 'NOTHING_TO_UNSKIP' } });
  const words = `Nightly report" no longer skips its run of ${instantInWords(scheduledFor, 'Europe/Berlin')}`;
  expect(await undo('unskipped', { userId: 'ana', reason: 'too early' })).toMatchObject({
    status: 200,
    body: { message: expect.stringContaining(words), executionId, scheduledFor, nextRunAt: scheduledFor },
  });
  expect(await scheduler.job('unskipped')).toMatchObject({ nextRunAt: scheduledFor });
  expect(await scheduler.history('unskipped')).toEqual([]);
  expect((await scheduler.store.listEvents({ jobName: 'unskipped' })).events[0]).toMatchObject({
    actor: 'ana',
    action: 'skip undone',
    after: { scheduledFor },
    reason: 'too early',
  });
  const { summary } = (await scheduler.api('GET', '/api/jobs/unskipped/summary')).body;
  expect(summary.last30Days).toMatchObject({ skipped: 0 });

  await scheduler.register({ name: 'unskipped-soon', cronExpression: '*/6 * * * * *' });
  const soon = (await scheduler.api('POST', '/api/jobs/unskipped-soon/skip-next')).body;
  expect(await undo('unskipped-soon', { scheduledFor: soon.scheduledFor })).toMatchObject({ status: 200 });
  await scheduler.execution(
    'unskipped-soon',
    ({ scheduled_for, status }) => scheduled_for === soon.scheduledFor && status === 'completed',
  );
});
