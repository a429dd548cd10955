import { expect, test } from 'vitest';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { failing, jobSummary } from './jobSummary.fixture.ts';
import { waitsFor } from './waitsFor.ts';

const close = jobSummary({ name: 'billing-close', displayName: 'Billing close' });
const words = (after: JobSummary['after'], ...jobs: JobSummary[]) =>
  waitsFor({ after }, (name) => jobs.find((job) => job.name === name));

test('a child says what it waits for, and why that does not come', () => {
  const afterClose: JobSummary['after'] = [{ job: 'billing-close', on: 'success' }];
  expect(words([])).toBeNull();
  expect(words(afterClose, close)).toBe('Waits for Billing close to succeed');
  expect(words(afterClose, { ...close, failing: failing(1) })).toBe(
    'Waits for Billing close to succeed (it is failing)',
  );
  expect(words(afterClose, { ...close, enabled: false })).toBe(
    'Waits for Billing close to succeed (it is disabled)',
  );
  expect(words(afterClose)).toBe('Waits for billing-close to succeed (it is not registered)');
});

test('several parents are one sentence', () => {
  const dunning = jobSummary({ name: 'dunning', displayName: 'Dunning', failing: failing(1) });
  const after: JobSummary['after'] = [
    { job: 'billing-close', on: 'any' },
    { job: 'dunning', on: 'failure' },
  ];
  expect(waitsFor({ after, waitingFor: [after[1]!] }, () => dunning)).toBe('Waits for Dunning to fail');
  expect(words(after, close, dunning)).toBe('Waits for Billing close to end; and for Dunning to fail');
});
