import { expect, test } from 'vitest';
import { anExecution } from './execution.fixture.ts';
import { groupFailures } from './groupFailures.ts';

const failed = (id: string, job_name = 'digest', error_message = `mail answered HTTP 503 (run ${id})`) =>
  anExecution({ id, job_name, status: 'failed', outcome: 'failed', error_message });
const ids = (executions: Parameters<typeof groupFailures>[0]) =>
  groupFailures(executions).map(({ runs }) => runs.map(({ id }) => id));

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
