// Temporal stops, comes back, or comes back empty: changes are accepted all the while, and everything is as Postgres says.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findTemporalBinary } from '../../dev/temporal/findTemporalBinary.ts';
import { startTemporalServer, type TemporalServer } from '../../dev/temporal/startTemporalServer.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';
import { acceptCalls, report, SUCCESS } from '../support/testService.ts';

let folder: string;
let port: number;
let server: TemporalServer;
let scheduler: TestScheduler;

async function startTemporal(databaseFile: string): Promise<void> {
  server = await startTemporalServer({
    binary: await findTemporalBinary(process.env, () => undefined),
    port,
    databaseFile: join(folder, databaseFile),
    logFile: join(folder, 'temporal.log'),
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scheduler-service-outage-'));
  port = await getPort({ host: '127.0.0.1' });
  await startTemporal('first.db');
  scheduler = await startTestScheduler({
    temporalAddress: server.address,
    environment: { TEMPORAL_NAMESPACE: 'default' },
  });
}, 120_000);
afterAll(async () => {
  await scheduler.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

it('accepts changes and triggers while Temporal is down, and they take effect when it is back', async () => {
  await scheduler.register({ name: 'edited', cronExpression: '0 0 29 2 *' });
  await server.stop();

  const edit = await scheduler.api('PUT', '/api/jobs/edited/cron', { cronExpression: '* * * * * *' });
  expect(edit).toMatchObject({ status: 200, body: { schedule: 'pending' } });
  const trigger = await scheduler.api('POST', '/api/jobs/edited/trigger');
  expect(trigger).toMatchObject({ status: 202, body: { executionId: expect.any(String) } });
  expect(trigger.headers.get('location')).toBe(`/api/executions/${trigger.body.executionId}`);
  const fresh = await scheduler.register({ name: 'fresh', cronExpression: '* * * * * *' });
  expect(fresh.schedule).toBe('pending');
  const health = await scheduler.api('GET', '/health');
  expect(health).toMatchObject({ status: 200, body: { status: 'degraded', jobs: 2 } });
  await expect
    .poll(async () => (await scheduler.api('GET', '/health')).body.reconcile.lastFailure, { timeout: 20_000 })
    .toMatchObject({ step: 'repairNamespace', code: 'TEMPORAL_UNAVAILABLE' });

  await scheduler.stopProcess();
  await scheduler.startProcess({}, { untilWorking: false });
  expect((await scheduler.api('GET', '/health/ready')).status, 'it takes changes').toBe(200);

  await startTemporal('first.db');
  const ran = await scheduler.execution(
    'edited',
    ({ id, status }) => id === trigger.body.executionId && status === 'completed',
    60_000,
  );
  expect(scheduler.service.calls.filter(({ body }) => body.executionId === ran.id)).toHaveLength(1);
  await scheduler.execution(
    'edited',
    ({ origin, status }) => origin === 'schedule' && status === 'completed',
    60_000,
  );
  await scheduler.execution('fresh', ({ status }) => status === 'completed', 60_000);
}, 180_000);

it('accepts completions and cancellations while Temporal is down, and passes them on when it is back', async () => {
  const accepted = acceptCalls();
  scheduler.service.respondWith(accepted.handler);
  const begin = async (name: string) => {
    await scheduler.register({ name });
    const { body } = await scheduler.api(
      'POST',
      `/api/jobs/${name}/trigger`,
      {},
      { prefer: 'respond-async' },
    );
    // A fire of the jobs above may still be on its way.
    let call = await accepted.next();
    while (call.body.jobName !== name) call = await accepted.next();
    await scheduler.execution(name, ({ attempts }) => attempts[0]?.accepted_at !== undefined);
    return { call, executionId: String(body.executionId) };
  };
  await scheduler.api('POST', '/api/jobs/edited/disable');
  await scheduler.api('POST', '/api/jobs/fresh/disable');
  const completed = await begin('completed-meanwhile');
  const cancelled = await begin('cancelled-meanwhile');
  await server.stop();
  expect(await report(completed.call, 'complete', SUCCESS)).toMatchObject({ status: 200 });
  expect(await scheduler.api('POST', `/api/executions/${cancelled.executionId}/cancel`)).toMatchObject({
    status: 202,
    body: { message: expect.stringContaining('as soon as Temporal is back') },
  });
  await startTemporal('first.db');
  await scheduler.execution('completed-meanwhile', ({ status }) => status === 'completed', 60_000);
  await scheduler.execution('cancelled-meanwhile', ({ status }) => status === 'cancelled', 60_000);
  scheduler.service.respondWith(() => ({ body: SUCCESS }));
  await scheduler.api('POST', '/api/jobs/fresh/enable');
}, 180_000);

it("rebuilds every Schedule when Temporal's store is lost", async () => {
  await scheduler.register({ name: 'quiet', cronExpression: '0 0 29 2 *' });
  await server.stop();
  const lostAt = new Date().toISOString();
  await startTemporal('second.db');
  await scheduler.execution(
    'fresh',
    ({ scheduled_for, status }) => scheduled_for! > lostAt && status === 'completed',
    90_000,
  );
  await expect
    .poll(async () => (await scheduler.store.listEvents({ jobName: 'quiet' })).events[0], { timeout: 60_000 })
    .toMatchObject({ actor: 'reconcile', action: 'schedule repaired' });
  expect(await scheduler.job('quiet')).toMatchObject({ schedule: 'applied' });
}, 180_000);
