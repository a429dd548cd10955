// What a registration costs, counted on the real parts: calls of the database, and reads of the cron expression.
import { LRUCache } from 'lru-cache';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { createApp } from '../../src/api/app.ts';
import { serve } from '../../src/api/serve.ts';
import { ANYBODY } from '../../src/auth/caller.ts';
import { loadConfig } from '../../src/config.ts';
import { createApplyEffects } from '../../src/coordination/applyEffects.ts';
import { createBestEffortRuns } from '../../src/coordination/bestEffortRuns.ts';
import { createSyncSchedule } from '../../src/coordination/syncSchedule.ts';
import { NODE_ZONE_DATA } from '../../src/domain/cron/zoneData.ts';
import type { Database } from '../../src/store/database.ts';
import { createStore } from '../../src/store/store.ts';
import { createJobSchedules } from '../../src/temporal/jobSchedules.ts';
import { prepareNamespace } from '../../src/temporal/prepareNamespace.ts';
import { createTemporalClient } from '../../src/temporal/temporalClient.ts';
import { createTemporalRuns } from '../../src/temporal/temporalRuns.ts';
import { createNamespace } from '../support/createNamespace.ts';
import { openTestStore, type TestStore } from '../support/testStore.ts';
import { addressesOfVariables } from '../../src/services/serviceAddresses.ts';

const log = pino({ level: 'silent' });
let opened: TestStore;
let stop: () => Promise<void>;
let url: string;
let calls: string[] = [];
/** Nothing but knownCron reads expressions, and it remembers each one that it has read. */
const remembered = vi.spyOn(LRUCache.prototype, 'set');

beforeAll(async () => {
  opened = await openTestStore();
  const config = loadConfig({
    DATABASE_URL: 'postgresql://not-used',
    TEMPORAL_ADDRESS: inject('temporalAddress'),
    TEMPORAL_NAMESPACE: await createNamespace(inject('temporalAddress')),
    NODE_ENV: 'test',
    MAIL_URL: 'http://127.0.0.1:9',
  });
  const counting: Database = {
    call(functionName, args) {
      calls.push(functionName);
      return opened.database.call(functionName, args);
    },
    close: () => opened.database.close(),
  };
  const store = createStore(counting);
  const temporal = createTemporalClient(config);
  await prepareNamespace(temporal, log);
  const temporalRuns = createTemporalRuns(temporal, config);
  const runs = createBestEffortRuns({ temporalRuns, log });
  const server = await serve(
    createApp({
      store,
      syncSchedule: createSyncSchedule({
        store,
        schedules: createJobSchedules(temporal, config, NODE_ZONE_DATA),
        isCircuitOpen: temporal.isCircuitOpen,
        log,
      }),
      applyEffects: createApplyEffects({ store, runs, log }),
      signalAttemptEnded: runs.signalAttemptEnded,
      awaitEnd: temporalRuns.awaitEnd,
      temporalProblem: temporal.problem,
      diskProblem: () => null,
      checkSchema: () => Promise.resolve({ state: 'current', codeVersion: '0', note: null }),
      temporalNamespace: temporal.namespace,
      portalFolder: '.',
      pollersRun: () => true,
      config,
      authenticate: () => Promise.resolve(ANYBODY),
      addresses: addressesOfVariables(config),
      version: '0',
      zoneData: NODE_ZONE_DATA,
      stopping: new AbortController().signal,
      log,
    }),
    { host: '127.0.0.1', port: 0 },
  );
  ({ url } = server);
  stop = async () => {
    await server.close();
    await temporal.close();
  };
});
afterAll(async () => {
  remembered.mockRestore();
  await stop();
  await opened.close();
});

/** What a request asks of the database, and how often it reads a cron expression. */
async function cost(method: string, path: string, body: Record<string, unknown>) {
  calls = [];
  remembered.mockClear();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(response.status, await response.clone().text()).toBe(200);
  const answer = (await response.json()) as { job: Record<string, unknown> };
  return {
    answer,
    calls,
    parses: remembered.mock.calls.filter(([key]) =>
      String(key).startsWith(`${String(body['cronExpression'])} `),
    ).length,
  };
}

const register = (settings: object) =>
  cost('POST', '/api/jobs/register', {
    name: 'digest',
    jobType: 'email',
    service: 'mail',
    endpoint: '/run',
    ...settings,
  });
const CRON = { cronExpression: '17 3 * * MON-FRI', timeZone: 'Europe/Berlin' };
const NEXT = { job: { schedule: 'applied', nextRunAt: expect.any(String) } };

it('makes three calls of the database and reads the expression once; two calls when nothing has changed', async () => {
  const first = await register(CRON);
  expect(first).toMatchObject({
    answer: NEXT,
    calls: ['register_job', 'claim_schedule_sync', 'finish_schedule_sync'],
    parses: 1,
  });
  const again = await register(CRON);
  expect(again).toMatchObject({ answer: NEXT, calls: ['register_job', 'claim_schedule_sync'], parses: 0 });
  expect(again.answer.job.nextRunAt).toBe(first.answer.job.nextRunAt);
  expect((await register({ ...CRON, endpoint: '/other' })).calls).toHaveLength(3);
});

it('makes no further call for a one-off run', async () => {
  const runAt = new Date(Date.now() + 3_600_000).toISOString();
  const { answer, calls: made } = await register({ ...CRON, runAt });
  expect(made).toEqual(['register_job', 'claim_schedule_sync', 'finish_schedule_sync']);
  expect(answer.job).toMatchObject({ runAt, nextRunAt: expect.any(String) });
});

it('makes one more call where the settings in force are known only after the change', async () => {
  const cron = await cost('PUT', '/api/jobs/digest/cron', { cronExpression: '5 4 * * *' });
  expect(cron).toMatchObject({
    calls: ['change_cron', 'expect_runs', 'claim_schedule_sync', 'finish_schedule_sync'],
    parses: 1,
  });
  expect((await register({ ...CRON, endpoint: '/third' })).calls, 'the override stays').toHaveLength(3);
  expect((await cost('POST', '/api/jobs/digest/disable', {})).calls).toHaveLength(3);
  expect((await cost('POST', '/api/jobs/digest/enable', {})).calls).toHaveLength(4);
});
