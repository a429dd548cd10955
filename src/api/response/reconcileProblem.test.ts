import { expect, it } from 'vitest';
import type { ReconcileState } from '../../store/verbs/reconcile.ts';
import { reconcileProblem } from './reconcileProblem.ts';

const LONG_AGO = Date.now() - 3_600_000;
const state = (changes: Partial<ReconcileState>): ReconcileState => ({
  lastSuccessAt: '2026-03-01T00:00:00.000Z',
  now: '2026-03-01T00:01:11.000Z',
  summary: {},
  totals: {},
  outdatedSchedules: 0,
  held: true,
  step: null,
  stepSince: null,
  failure: null,
  ...changes,
});

it.each<[string, Partial<ReconcileState>, RegExp]>([
  [
    'the failed step',
    {
      failure: {
        at: '2026-03-01T00:01:01.000Z',
        step: 'repairSchedules',
        code: 'TEMPORAL_UNAVAILABLE',
        error: 'Temporal did not answer: 4 DEADLINE_EXCEEDED',
      },
    },
    /for 71 s: its step repairSchedules failed 10 s ago \(Temporal did not answer: 4 DEADLINE_EXCEEDED\).*overloaded/,
  ],
  [
    'an unforeseen failure',
    { failure: { at: '2026-03-01T00:01:01.000Z', step: 'endLostRuns', code: 'INTERNAL', error: 'no' } },
    /step endLostRuns failed 10 s ago \(no\).*log of the worker/,
  ],
  [
    'the step that takes long',
    { step: 'syncSchedules', stepSince: '2026-03-01T00:00:31.000Z' },
    /for 71 s: its step syncSchedules has been running for 40 s/,
  ],
  ['that nobody repairs', { held: false }, /for 71 s, and no worker is repairing; start a worker/],
])('names %s', (_what, changes, expected) => {
  expect(reconcileProblem(state(changes), LONG_AGO)).toMatch(expected);
});

it('says nothing within the first minute, of a pass or of the process', () => {
  expect(reconcileProblem(state({ now: '2026-03-01T00:00:59.000Z', held: false }), LONG_AGO)).toBeNull();
  expect(reconcileProblem(state({ lastSuccessAt: null, held: false }), Date.now() - 59_000)).toBeNull();
});
