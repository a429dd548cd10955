// Which command each effect becomes, in which order, and what a Temporal that does not answer means to the caller.
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { SchedulerError } from '../domain/errors.ts';
import { Effects } from '../store/verbs/effects.ts';
import { createApplyEffects } from './applyEffects.ts';
import { createBestEffortRuns } from './bestEffortRuns.ts';

const log = pino({ level: 'silent' });
const effectsOf = (some: object) => Effects.parse(some);
const RUN = {
  executionId: 'e1',
  jobName: 'digest',
  service: 'mail',
  endpoint: '/run',
  origin: 'trigger',
  scheduledFor: null,
  priority: 3,
};

const away = () => Promise.reject(new SchedulerError('TEMPORAL_UNAVAILABLE', 'no answer'));

function setUp() {
  const commands: string[] = [];
  const runs = {
    cancel: async (id: string) => void commands.push(`cancel ${id}`),
    start: async ({ executionId }: { executionId: string }) => void commands.push(`start ${executionId}`),
    signalAdmitted: async (id: string) => void commands.push(`signal ${id}`),
  };
  const acceptDependent = vi.fn().mockResolvedValue({ state: 'waiting' });
  return {
    commands,
    runs,
    acceptDependent,
    apply: createApplyEffects({ store: { acceptDependent }, runs, log }),
  };
}

it('cancels first, then starts and signals', async () => {
  const { commands, apply } = setUp();
  expect(await apply(effectsOf({ start: [RUN], signal: ['w3'], cancel: ['w1', 'w2'] }))).toBe(true);
  expect(commands).toEqual(['cancel w1', 'cancel w2', 'start e1', 'signal w3']);
});

it('has nothing to do for an answer without effects', async () => {
  const { commands, apply, acceptDependent } = setUp();
  expect(await apply(effectsOf({}))).toBe(true);
  expect(commands).toEqual([]);
  expect(acceptDependent).not.toHaveBeenCalled();
});

it('accepts one run of a dependent for each set of arrivals, and asks again when another parent ended meanwhile', async () => {
  const { commands, apply, acceptDependent } = setUp();
  const accepted = {
    state: 'accepted',
    status: 'queued',
    reason: null,
    effects: effectsOf({ start: [RUN] }),
  };
  acceptDependent
    .mockResolvedValueOnce({ state: 'ready', parentExecutionIds: ['p1'] })
    .mockResolvedValueOnce({ state: 'ready', parentExecutionIds: ['p1', 'p2'] })
    .mockResolvedValueOnce({ state: 'ready', parentExecutionIds: ['p1', 'p2'] })
    .mockResolvedValueOnce(accepted);
  await apply(effectsOf({ dependents: ['child'] }));
  expect(commands).toEqual(['start e1']);
  expect(acceptDependent.mock.calls.map(([args]) => args.parentExecutionIds)).toEqual([
    undefined,
    ['p1'],
    undefined,
    ['p1', 'p2'],
    undefined,
  ]);
});

it('says at best effort what did not reach Temporal, and goes on with the rest', async () => {
  const signalAdmitted = vi.fn().mockResolvedValue(true);
  const temporalRuns = { start: away, cancel: away, signalAdmitted, signalAttemptEnded: away };
  const runs = createBestEffortRuns({ temporalRuns, log });
  const apply = createApplyEffects({ store: { acceptDependent: vi.fn() }, runs, log });
  expect(await apply(effectsOf({ cancel: ['w1'], signal: ['w2'] }))).toBe(false);
  expect(signalAdmitted).toHaveBeenCalledWith('w2');
  expect(await runs.signalAttemptEnded('w1', 1)).toBe(false);
});

it('rejects with raw commands, so that a pass of reconcile ends', async () => {
  const { runs } = setUp();
  const apply = createApplyEffects({
    store: { acceptDependent: vi.fn() },
    runs: { ...runs, start: away },
    log,
  });
  await expect(apply(effectsOf({ start: [RUN] }))).rejects.toMatchObject({ code: 'TEMPORAL_UNAVAILABLE' });
});
