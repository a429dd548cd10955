import { expect, test } from 'vitest';
import { anAttempt, anExecution } from '../../runs/execution.fixture.ts';
import { groupRuns } from './groupRuns.ts';

const WHOLE = { newer: false, older: false };
const failed = (id: string, job_name = 'digest', said = `the pool of run ${id} is exhausted`) =>
  anExecution({
    id,
    job_name,
    status: 'failed',
    outcome: 'failed',
    attempts: [anAttempt({ attempt: 1, class: 'failed', code: 'answered', http_status: 503, said })],
  });
/** Ids are also how many minutes after nine it began. */
const completed = (id: string, job_name = 'digest') =>
  anExecution({
    id,
    job_name,
    status: 'completed',
    started_at: `2026-11-23T09:${id.padStart(2, '0')}:00.000Z`,
  });
const ids = (executions: Parameters<typeof groupRuns>[0]) =>
  groupRuns(executions, WHOLE).map(({ runs }) => runs.map(({ id }) => id));

test('failures that differ in numbers only are one group, also with other jobs between them', () => {
  expect(ids([failed('9'), anExecution({ id: '8', job_name: 'other' }), failed('7'), failed('6')])).toEqual([
    ['9', '7', '6'],
    ['8'],
  ]);
});

test('another outcome or another error of the same job ends a group', () => {
  expect(ids([failed('9'), anExecution({ id: '8', status: 'completed' }), failed('7')])).toEqual([
    ['9'],
    ['8'],
    ['7'],
  ]);
  expect(ids([failed('9'), failed('8', 'digest', 'out of memory')])).toEqual([['9'], ['8']]);
});

test('successes of a frequent job are one group; of a rare one each has its line', () => {
  expect(ids([completed('9'), completed('8'), completed('7'), completed('6', 'other')])).toEqual([
    ['9', '8', '7'],
    ['6'],
  ]);
  expect(ids([completed('58'), completed('38'), completed('18')])).toEqual([['58'], ['38'], ['18']]);
  expect(ids([completed('9'), completed('8', 'other'), completed('7')])).toEqual([['9'], ['8'], ['7']]);
});

test('a group that may go on beyond the page counts "at least"', () => {
  const rows = [
    failed('9'),
    failed('8'),
    failed('7', 'other'),
    failed('6', 'other'),
    completed('5', 'other'),
  ];
  const atLeast = (more: Parameters<typeof groupRuns>[1]) =>
    groupRuns(rows, more).map(({ isAtLeast }) => isAtLeast);
  expect(atLeast(WHOLE)).toEqual([false, false, false]);
  expect(atLeast({ newer: false, older: true })).toEqual([true, false, false]);
  expect(atLeast({ newer: true, older: false })).toEqual([true, true, false]);
});
