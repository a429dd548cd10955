import { expect, test } from 'vitest';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { failing, jobSummary } from '../../../live/jobSummary.fixture.ts';
import { waitsFor } from './waitsFor.ts';

const close = jobSummary({ name: 'billing-close', displayName: 'Billing close' });
const awaited = (job: string, on: 'success' | 'failure' | 'any') =>
  ({ job, on, lastStatus: null, lastAt: null, executionId: null }) as const;
const words = (waitingFor: JobSummary['waitingFor'], ...jobs: JobSummary[]) =>
  waitsFor({ waitingFor }, (name) => jobs.find((job) => job.name === name));

test('a child says what it waits for, and why that does not come', () => {
  const afterClose = [awaited('billing-close', 'success')];
  expect(words([])).toBeNull();
  expect(words(afterClose, close)).toBe('Waits for Billing close to succeed');
  expect(words(afterClose, { ...close, failing: failing(1) })).toBe(
    'Waits for Billing close to succeed (failing)',
  );
  expect(words(afterClose, { ...close, enabled: false })).toBe(
    'Waits for Billing close to succeed (disabled)',
  );
  expect(words(afterClose)).toBe('Waits for billing-close to succeed (not registered)');
});

test('several parents are one sentence', () => {
  const dunning = jobSummary({ name: 'dunning', displayName: 'Dunning', failing: failing(1) });
  const both = [awaited('billing-close', 'any'), awaited('dunning', 'failure')];
  expect(words(both, close, dunning)).toBe('Waits for Billing close to end; and for Dunning to fail');
});
