import { expect, it } from 'vitest';
import type { Execution } from '../../../../src/contract/executions.ts';
import { anExecution } from '../execution.fixture.ts';
import { historyTime } from '../list/runTimes.ts';
import { neighboursOf } from './neighbours.ts';

const at = (time: string) => `2026-11-23T${time}:00.000Z`;
const run = (id: string, named: Partial<Execution>) => anExecution({ id, scheduled_for: null, ...named });

/** As the API answers: `from` is inclusive, `to` is not. */
function opened(execution: Execution, history: readonly Execution[]) {
  const then = historyTime(execution);
  return neighboursOf(execution.id, {
    sinceThen: history.filter((one) => historyTime(one) >= then),
    earlier: history.filter((one) => historyTime(one) < then),
  });
}

it('goes through every run in the order of the history, whenever they began and ended', () => {
  const history = [
    run('newest', { queued_at: at('10:30'), started_at: at('10:30') }),
    run('short', { queued_at: at('10:05'), started_at: at('10:06'), completed_at: at('10:07') }),
    run('queued before and begun after it', { queued_at: at('10:00'), started_at: at('10:20') }),
    run('oldest', { scheduled_for: at('09:00'), started_at: at('09:00') }),
  ];
  expect(history.map((one) => opened(one, history))).toEqual(
    history.map((_, index) => ({ before: history[index + 1]?.id, after: history[index - 1]?.id })),
  );
});

it('tells apart runs that were due at the same instant', () => {
  const history = ['c', 'b', 'a'].map((id) => run(id, { queued_at: at('10:00') }));
  expect(history.map((one) => opened(one, history))).toEqual([
    { before: 'b', after: undefined },
    { before: 'a', after: 'c' },
    { before: undefined, after: 'b' },
  ]);
});

it('names no run after this one when too many are newer to know which is next', () => {
  expect(neighboursOf('a', { sinceThen: [{ id: 'z' }, { id: 'y' }], earlier: [{ id: '0' }] })).toEqual({
    before: '0',
    after: undefined,
  });
});
