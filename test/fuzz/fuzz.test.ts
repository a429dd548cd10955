// The API under requests that nobody would write, made from its own description.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { startTestService, SUCCESS, type TestService } from '../support/testService.ts';
import { findSchemathesis, run } from './schemathesis.ts';

const TOKEN = 'root-0123456789abcdef0123456789abcdef';
const { FUZZ_EXAMPLES = '100', FUZZ_SEED = '1' } = process.env;

let scheduler: TestScheduler;
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
  scheduler = await startTestScheduler({
    environment: {
      ADMIN_TOKENS: `root:${TOKEN}`,
      EMAIL_SERVICE_URL: service.url,
      RATE_LIMITS: 'registration=off,change=off,trigger=off,read=off,report=off,signIn=off',
    },
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  for (const name of ['daily-digest', 'email-queue', 'report', 'monthly-report']) {
    await scheduler.register({ name, service: 'email-service', cronExpression: '0 8 * * *' });
  }
  await startLongRun();
});
afterAll(async () => {
  await scheduler.stop();
  await service.stop();
});

/** For reports, which only a run in progress takes. */
async function startLongRun(): Promise<void> {
  service.respondWith(({ path }) => (path === '/long' ? { status: 202 } : { body: SUCCESS }));
  await scheduler.register({
    name: 'long',
    service: 'email-service',
    endpoint: '/long',
    heartbeatSeconds: 86_400,
    timeoutSeconds: 86_400,
  });
  await scheduler.api('POST', '/api/jobs/long/trigger', {}, { prefer: 'respond-async' });
  await vi.waitUntil(() => service.callsTo('long').length > 0, { timeout: 30_000 });
  const [call] = service.callsTo('long');
  process.env['FUZZ_EXECUTION'] = call!.body.executionId;
  process.env['FUZZ_CALLBACK_TOKEN'] = String(call!.headers['x-scheduler-callback-token']);
}

it('answers everything as it says, and nothing with a failure of its own', async () => {
  // It leaves its own notes where it runs.
  const folder = await mkdtemp(join(tmpdir(), 'scheduler-service-fuzz-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const args = [
    '--config-file',
    join(import.meta.dirname, 'schemathesis.toml'),
    'run',
    `${scheduler.url}/openapi.json`,
    '--url',
    scheduler.url,
    '--header',
    `Authorization: Bearer ${TOKEN}`,
    '--header',
    `Origin: ${scheduler.url}`,
    '--max-examples',
    FUZZ_EXAMPLES,
    '--seed',
    FUZZ_SEED,
    '--no-color',
  ];
  const { code, output } = await run(await findSchemathesis(), args, folder);
  expect(output).toContain('Test cases:');
  expect(code).toBe(0);
});
