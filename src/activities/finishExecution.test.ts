// The end of a run does not depend on what becomes of the runs after it.
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import type { Reason } from '../contract/reasons.ts';
import { SchedulerError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';
import type { ActivityDeps } from './deps.ts';
import { createFinishExecution } from './finishExecution.ts';

const EFFECTS = { cancel: [], start: [], signal: ['run:e2'], dependents: ['child'] };
const ENDING = { executionId: 'e1', jobName: 'digest', message: null };

function setUp() {
  const write = vi
    .fn<Store['finishExecution']>()
    .mockResolvedValue({ finished: true, status: 'completed', effects: EFFECTS });
  const applyEffects = vi.fn<ActivityDeps['applyEffects']>().mockResolvedValue(true);
  const deps = { store: { finishExecution: write }, applyEffects, log: pino({ level: 'silent' }) };
  return { write, applyEffects, finish: createFinishExecution(deps as unknown as ActivityDeps) };
}

it('applies the effects of the end, and leaves nothing of them in the history', async () => {
  const { applyEffects, finish } = setUp();
  expect(await finish({ ...ENDING, status: 'completed' })).toBeUndefined();
  expect(applyEffects).toHaveBeenCalledExactlyOnceWith(EFFECTS);
});

it('passes on how the last attempt ended, and why no other follows', async () => {
  const { write, finish } = setUp();
  await finish({ ...ENDING, status: 'cancelled', message: 'the run was cancelled' });
  expect(write).toHaveBeenCalledWith(expect.objectContaining({ message: 'the run was cancelled' }));
  const reason: Reason = { code: 'attempts_used', details: { attempts: 3, allowed: 3 } };
  await finish({ ...ENDING, status: 'failed', message: 'boom', reason });
  expect(write).toHaveBeenLastCalledWith(expect.objectContaining({ message: 'boom', reason }));
});

it('has ended although the runs after it could not be accepted', async () => {
  const { applyEffects, finish } = setUp();
  applyEffects.mockRejectedValue(new SchedulerError('DATABASE_UNAVAILABLE', 'away'));
  await expect(finish({ ...ENDING, status: 'completed' })).resolves.toBeUndefined();
});

it('is repeated by Temporal while the database is away', async () => {
  const { write, finish } = setUp();
  write.mockRejectedValue(new SchedulerError('DATABASE_UNAVAILABLE', 'away'));
  await expect(finish({ ...ENDING, status: 'completed' })).rejects.toMatchObject({ nonRetryable: false });
});
