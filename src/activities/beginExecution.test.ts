// What is decided here before the database decides: whether the instant is an occurrence, by which definition; and what of the
// answer goes into Temporal's history.
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { NODE_ZONE_DATA } from '../domain/cron/zoneData.ts';
import { SchedulerError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import { createBeginExecution } from './beginExecution.ts';
import type { ActivityDeps } from './deps.ts';
import { addressesOfVariables } from '../services/serviceAddresses.ts';

const NOTHING = { cancel: [], start: [], signal: [], dependents: [] };
const RUN = {
  decision: 'run',
  executionId: 'e1',
  jobName: 'digest',
  service: 'mail',
  endpoint: '/run',
  timeoutSeconds: 60,
  retry: { maxAttempts: 1, initialIntervalSeconds: 0, backoffCoefficient: 1, maxIntervalSeconds: 0 },
  startDeadlineSeconds: 300,
} as const;
const OCCURRENCE = {
  kind: 'occurrence',
  jobName: 'digest',
  revision: 3,
  cronExpression: '0 9 * * *',
  timeZone: 'UTC',
  workflowId: 'job:digest-2030-01-01T09:00:00Z',
  runId: 'r',
  scheduledFor: '2030-01-01T09:00:00.000Z',
} as const;

function setUp() {
  const ask = vi.fn<Store['beginExecution']>().mockResolvedValue({ ...RUN, effects: NOTHING });
  const applyEffects = vi.fn<ActivityDeps['applyEffects']>().mockResolvedValue(true);
  const begin = createBeginExecution({
    store: { beginExecution: ask },
    config: { publicUrl: 'http://scheduler', callbackUrl: 'http://callback' },
    addresses: addressesOfVariables({
      services: undefined,
      serviceUrls: new Map([['MAIL_URL', 'http://mail']]),
    }),
    applyEffects,
    zoneData: NODE_ZONE_DATA,
    log: pino({ level: 'silent' }),
  } as unknown as ActivityDeps);
  return { ask, applyEffects, begin };
}

it('brings the next run along when an occurrence begins', async () => {
  const { ask, begin } = setUp();
  expect(await begin(OCCURRENCE)).toMatchObject({ decision: 'run', request: 'POST http://mail/run' });
  expect(ask).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ revision: 3, nextRunAt: '2030-01-02T09:00:00.000Z' }),
  );
});

it('begins nothing at an instant that is no occurrence, and does not ask the database', async () => {
  const { ask, begin } = setUp();
  const at = '2030-01-01T09:30:00.000Z';
  expect(await begin({ ...OCCURRENCE, scheduledFor: at })).toMatchObject({
    decision: 'nothing',
    reason: expect.stringContaining(at),
  });
  expect(ask).not.toHaveBeenCalled();
});

it('checks the instant once more against the definition that was in force', async () => {
  const { ask, begin } = setUp();
  const definition = {
    decision: 'definition',
    revision: 2,
    cronExpression: '0 8 * * *',
    timeZone: 'UTC',
  } as const;
  ask.mockResolvedValueOnce(definition);
  expect(await begin(OCCURRENCE)).toMatchObject({
    decision: 'nothing',
    reason: expect.stringContaining('"0 8 * * *"'),
  });
  ask.mockResolvedValueOnce({ ...definition, cronExpression: '0 9 * * 2' });
  expect(await begin(OCCURRENCE)).toMatchObject({ decision: 'run' });
  expect(ask).toHaveBeenLastCalledWith(expect.objectContaining({ revision: 2 }));
});

it('says how to start a run to whoever started the workflow by hand', async () => {
  const { begin } = setUp();
  for (const input of [
    { workflowId: 'w', runId: 'r', scheduledFor: null },
    { ...OCCURRENCE, scheduledFor: null },
  ]) {
    expect(await begin(input)).toMatchObject({
      decision: 'nothing',
      reason: expect.stringContaining('/trigger'),
    });
  }
});

it('cancels the runs that have to end, and keeps that out of the history', async () => {
  const { ask, applyEffects, begin } = setUp();
  const effects = { ...NOTHING, cancel: ['run:e0'] };
  ask.mockResolvedValue({ decision: 'queued', executionId: 'e1', reason: 'overlap', effects });
  const input = {
    kind: 'execution',
    executionId: 'e1',
    workflowId: 'w',
    runId: 'r',
    scheduledFor: null,
  } as const;
  expect(await begin(input)).toEqual({ decision: 'queued', executionId: 'e1', reason: 'overlap' });
  expect(applyEffects).toHaveBeenCalledExactlyOnceWith(effects);
  ask.mockResolvedValue({ ...RUN, effects: NOTHING });
  expect(await begin(input)).not.toHaveProperty('effects');
});

it.each([
  ['DATABASE_UNAVAILABLE', false],
  ['INTERNAL', true],
] as const)('tells Temporal after %s that repeating is of no use: %s', async (code, nonRetryable) => {
  const { ask, begin } = setUp();
  ask.mockRejectedValue(new SchedulerError(code, 'no'));
  await expect(begin(OCCURRENCE)).rejects.toMatchObject({ type: code, nonRetryable });
});
