// What the API tells and takes of time: names of zones, expressions of other schedulers, the rules in use.
import { Client } from 'pg';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { expectError } from '../support/expectError.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

let scheduler: TestScheduler;
beforeAll(async () => {
  scheduler = await startTestScheduler();
});
afterAll(() => scheduler.stop());

const register = (body: object) =>
  scheduler.api('POST', '/api/jobs/register', {
    name: 'zoned',
    cronExpression: '0 12 * * *',
    jobType: 'other',
    service: 'test-service',
    endpoint: '/jobs/zoned',
    ...body,
  });
const preview = (body: object) => scheduler.api('POST', '/api/cron/preview', body);

it('lists every name of a time zone, and answers 304 to whoever has the list', async () => {
  const { status, body, headers } = await scheduler.api('GET', '/api/time-zones');
  expect(status).toBe(200);
  expect(body.version).toMatch(/^20\d\d[a-z]$/);
  expect(body.zones).toContainEqual({
    name: 'Asia/Kolkata',
    aliases: ['Asia/Calcutta'],
    abbreviations: ['IST'],
  });
  // fetch asks for no cache by itself when it sends If-None-Match.
  const again = await request(`${scheduler.url}/api/time-zones`, {
    headers: { 'if-none-match': headers.get('etag')! },
  });
  expect(again.statusCode).toBe(304);
  await again.body.dump();
  expect((await scheduler.api('GET', '/health')).body.timeZones).toEqual({
    version: body.version,
    compiler: expect.any(Number),
  });
});

it('stores IANA names in their own spelling and refuses others with the near ones, everywhere', async () => {
  expect((await register({ timeZone: 'uS/eASTERN' })).body.job.timeZone).toBe('US/Eastern');
  const patched = await scheduler.api('PATCH', '/api/jobs/zoned', { timeZone: 'europe/kiev' });
  expect(patched.body.job.timeZone).toBe('Europe/Kiev');
  for (const answer of [
    await register({ timeZone: 'BST' }),
    await scheduler.api('PATCH', '/api/jobs/zoned', { timeZone: 'BST' }),
    await preview({ cronExpression: '0 12 * * *', timeZone: 'BST' }),
  ]) {
    expectError(answer, 400, 'INVALID_SETTING', /did you mean "Europe\/London"/);
    expect(answer.body.details).toEqual({
      setting: 'timeZone',
      value: 'BST',
      near: ['Europe/London', 'Asia/Dhaka'],
    });
  }
});

it('goes on with a job whose stored zone is refused by now', async () => {
  await register({ name: 'of-old', cronExpression: '* * * * * *', timeZone: 'Asia/Dhaka', overlap: 'allow' });
  const database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  await database.query('begin');
  await database.query("update job_definitions set time_zone = 'BST' where job_name = 'of-old'");
  await database.query(
    `update job_schedules set time_zone = 'BST', declared = declared || '{"timeZone": "BST"}', projected_revision = 0
     where job_name = 'of-old'`,
  );
  await database.query('commit');
  await database.end();
  const since = new Date().toISOString();
  await expect.poll(async () => (await scheduler.job('of-old')).schedule).toBe('applied');
  await scheduler.execution(
    'of-old',
    ({ status, scheduled_for }) => status === 'completed' && scheduled_for! > since,
  );
  const upcoming = (await scheduler.api('GET', '/api/jobs/of-old/upcoming')).body;
  expect(upcoming).toMatchObject({ timeZone: 'BST', upcoming: expect.arrayContaining([expect.anything()]) });
  // A comparison with what is stored, in a zone that is taken.
  const compareWith = { cronExpression: '0 12 * * *', timeZone: 'BST' };
  const { body } = await preview({ cronExpression: '0 12 * * *', timeZone: 'Asia/Dhaka', compareWith });
  expect(body.upcoming.filter(({ changed }: { changed?: true }) => changed)).toEqual([]);
});

it('goes on with a job whose stored expression is refused by now', async () => {
  await register({ name: 'quartz', cronExpression: '0 12 * * * *' });
  const database = new Client({ connectionString: scheduler.databaseUrl });
  await database.connect();
  await database.query(
    "update job_definitions set cron_expression = '0 12 * * ? *' where job_name = 'quartz'",
  );
  await database.query(
    `update job_schedules set cron_expression = '0 12 * * ? *', projected_revision = 0 where job_name = 'quartz'`,
  );
  await database.end();
  await expect.poll(async () => (await scheduler.job('quartz')).schedule).toBe('applied');
  const { upcoming } = (await scheduler.api('GET', '/api/jobs/quartz/upcoming?count=2')).body;
  expect(upcoming).toHaveLength(2);
  const { body } = await scheduler.api('GET', '/api/jobs?view=summary');
  expect(body.jobs).toContainEqual(expect.objectContaining({ name: 'quartz' }));
  const again = await scheduler.api('PUT', '/api/jobs/quartz/cron', { cronExpression: '0 12 * * ? *' });
  expectError(again, 400, 'INVALID_CRON', /write "0 12 \* \* \*"/);
});

it('proposes an expression for what people paste', async () => {
  for (const [cronExpression, proposal] of [
    ['cron(0 12 * * ? *)', '0 12 * * *'],
    ['0 12 * * ? *', '0 12 * * *'],
    ['every 5 minutes', '*/5 * * * *'],
  ]) {
    const answer = await preview({ cronExpression });
    expectError(answer, 400, 'INVALID_CRON', /write "/);
    expect(answer.body.details.proposal).toBe(proposal);
  }
  expect((await preview({ cronExpression: '0 0 9 ? * 2#1' })).body.warnings).toMatchObject([
    { code: 'WEEKDAY_NUMBERS' },
  ]);
});

it('says in the Schedule in Temporal what it stands for, and where it is changed', async () => {
  await register({ name: 'noted', cronExpression: '*/3 * * * *', timeZone: 'Europe/Berlin' });
  const { state } = await scheduler.temporal.schedule.getHandle('job:noted').describe();
  expect(state.note).toMatch(
    /^every 3 minutes \(Europe\/Berlin\); change it there: http:\S+\/admin\/scheduler\/jobs\/noted$/,
  );
});
