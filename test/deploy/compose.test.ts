// docker-compose.yml as plain processes: it starts in its order, runs jobs, and goes on while its parts are replaced.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Execution } from '../../src/contract/executions.ts';
import { occurrences } from '../../src/domain/cron/occurrences.ts';
import { countUnsettled, judge } from '../resilience/chaos/checks.ts';
import { makeComposeSecrets } from '../support/composeSecrets.ts';
import { startTestService, SUCCESS, type TestService } from '../support/testService.ts';
import { startComposeStack, type ComposeStack } from './support/composeStack.ts';
import { createLoad } from './support/load.ts';

const EACH_SECOND = Array.from({ length: 10 }, (_, index) => `each-second-${index}`);
const REQUESTS_PER_SECOND = 20;

let stack: ComposeStack;
let service: TestService;
let database: Client;
let url: string;
let authorization: string;

beforeAll(async () => {
  service = await startTestService();
  const secrets = makeComposeSecrets();
  authorization = `Bearer ${secrets['ADMIN_TOKEN']}`;
  stack = await startComposeStack({
    targets: ['proxy', 'worker-1', 'worker-2'],
    environment: { ...secrets, LOG_LEVEL: 'warn' },
    schedulerEnv: { SERVICES: 'test-service', TEST_SERVICE_URL: service.url },
  });
  url = `http://${stack.addressOf('proxy')}:7007`;
  database = new Client({ connectionString: stack.environmentOf('api-1')['DATABASE_URL'] });
  await database.connect();
});

afterAll(async () => {
  await database?.end();
  await stack?.stopAll();
  await service?.stop();
});

async function api(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization, ...headers },
    ...(body && { body: JSON.stringify(body) }),
  });
  // oxlint-disable-next-line typescript/no-explicit-any
  return { status: response.status, body: (await response.json()) as any };
}

const register = (name: string, settings: object = {}) =>
  api('POST', '/api/jobs/register', {
    name,
    cronExpression: null,
    jobType: 'other',
    service: 'test-service',
    endpoint: '/run',
    ...settings,
  });

async function history(name: string): Promise<Execution[]> {
  return (await api('GET', `/api/jobs/${name}/history?limit=100`)).body.executions;
}

it('registers, runs on schedule and on request, and lists the runs', async () => {
  expect(await register('first', { cronExpression: '* * * * * *' })).toMatchObject({ status: 200 });
  await expect
    .poll(async () => (await history('first')).map(({ status }) => status), { timeout: 30_000 })
    .toContain('completed');
  await api('POST', '/api/jobs/first/disable', {});
  await register('on-request');
  const triggered = await api('POST', '/api/jobs/on-request/trigger', {});
  expect(triggered).toMatchObject({ status: 200, body: { result: { success: true } } });
  expect(await history('on-request')).toMatchObject([
    { id: triggered.body.executionId, status: 'completed' },
  ]);
  expect((await api('GET', '/health')).body).toMatchObject({ status: 'healthy' });
});

it('can be set up again on what is there', async () => {
  await stack.repeat('temporal-schema');
  await stack.repeat('temporal-namespace');
  await stack.repeat('migrate');
});

it('replaces every worker and API under load: nothing fails, nothing is lost, nothing runs twice', async () => {
  service.respondWith(async ({ body }) => {
    await delay(body.jobName === 'too-long' ? 60_000 : 50);
    return { body: SUCCESS };
  });
  await register('too-long', { timeoutSeconds: 120 });
  await register('on-demand', { overlap: 'allow' });
  const cronExpression = everySecondOfTheNext(2);
  await Promise.all(
    // Each occurrence has to run, however late: how fast this machine is, is not the question here.
    EACH_SECOND.map((name) => register(name, { cronExpression, overlap: 'allow', catchup: 'all' })),
  );
  await expect.poll(() => service.callsTo(EACH_SECOND[0]!).length, { timeout: 90_000 }).toBeGreaterThan(1);
  const load = createLoad({ url, authorization, perSecond: REQUESTS_PER_SECOND });
  await api('POST', '/api/jobs/too-long/trigger', {}, { prefer: 'respond-async' });
  await expect.poll(() => service.callsTo('too-long').length, { timeout: 30_000 }).toBe(1);

  const seconds: Record<string, number> = {};
  for (const name of ['worker-1', 'worker-2', 'api-1', 'api-2']) {
    const startedAt = performance.now();
    expect(await stack.stop(name)).toBe('code 0');
    await stack.start(name);
    seconds[name] = Math.round((performance.now() - startedAt) / 100) / 10;
  }
  const { triggered, failed, ...requests } = await load.stop();
  await expect.poll(() => dueSoFar(database), { timeout: 150_000, interval: 1_000 }).toBe(1_200);
  // The ledger writes a row for an occurrence that nothing else has recorded, some time after it.
  await expect.poll(() => countUnsettled(database), { timeout: 300_000, interval: 1_000 }).toBe(0);

  const { problems, rows, counts } = await judge({
    database,
    calls: service.calls.map(({ headers, body, at }) => ({
      executionId: String(headers['x-scheduler-execution-id']),
      attempt: Number(headers['x-scheduler-attempt']),
      jobName: body.jobName,
      at: at.getTime(),
      answer: 'succeeded' as const,
    })),
    acknowledged: { registrations: [], edits: [], triggers: triggered, cancels: [] },
    maxAttempts: new Map(),
  });
  console.log('rolling restart', {
    'seconds to replace': seconds,
    ...requests,
    triggered: triggered.length,
    counts,
  });
  expect(problems).toEqual([]);
  expect(failed).toEqual([]);
  const notRun = rows.filter(({ status, job_name }) => status !== 'completed' && job_name !== 'too-long');
  expect(notRun.filter(({ job_name }) => job_name !== 'first')).toEqual([]);
  expect(await history('too-long')).toMatchObject([
    {
      status: 'failed',
      outcome: 'unknown',
      error_message: expect.stringContaining('the worker was stopped while test-service was working'),
      attempts: [{ class: 'unknown' }],
    },
  ]);
}, 900_000);

/** From the minute that begins next, when at least ten seconds are left until then. */
function everySecondOfTheNext(minutes: number): string {
  const first = Math.ceil((Date.now() + 10_000) / 60_000);
  return `* ${Array.from({ length: minutes }, (_, index) => (first + index) % 60).join(',')} * * * *`;
}

/** Occurrences of the jobs under load until now. */
async function dueSoFar(client: Client): Promise<number> {
  const { rows } = await client.query<{ cron_expression: string; valid_from: Date }>(
    'select cron_expression, valid_from from job_definitions where active and job_name = any($1)',
    [EACH_SECOND],
  );
  return rows.flatMap(({ cron_expression, valid_from }) =>
    occurrences({
      cronExpression: cron_expression,
      timeZone: 'UTC',
      after: valid_from,
      before: new Date(),
      count: 1_000,
    }),
  ).length;
}
