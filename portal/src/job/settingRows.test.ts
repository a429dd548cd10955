import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/contract/job.ts';
import { overriddenBy, settingValue } from './settingRows.ts';

const event = (actor: string, before: object, after: object): AuditEvent => ({
  id: 1,
  at: `2026-11-23T09:00:00.000Z`,
  actor,
  action: 'settings changed',
  before,
  after,
  reason: null,
  jobName: 'digest',
  source: 'api',
});

test('names who set each setting last', () => {
  const events = [
    event('ana', { timeoutSeconds: 300 }, { timeoutSeconds: 900 }),
    event(
      'ben',
      { timeoutSeconds: 60, retry: { maxAttempts: 1 } },
      { timeoutSeconds: 300, retry: { maxAttempts: 3 } },
    ),
  ];
  const found = overriddenBy(events, ['timeoutSeconds', 'retry', 'priority']);
  expect([...found].map(([name, { by }]) => [name, by])).toEqual([
    ['timeoutSeconds', 'ana'],
    ['retry', 'ben'],
  ]);
});

test('says values in words and with units', () => {
  expect(settingValue('timeoutSeconds', 300)).toBe('300 s');
  expect(settingValue('overlap', 'cancel_running')).toBe('cancel the running one');
  expect(settingValue('after', [{ job: 'billing-close', on: 'success' }])).toBe('billing-close (success)');
  expect(settingValue('cronExpression', null)).toBe('none');
  expect(
    settingValue('retry', {
      maxAttempts: 3,
      initialIntervalSeconds: 5,
      backoffCoefficient: 2,
      maxIntervalSeconds: 600,
    }),
  ).toBe('3 attempts; after 5 s, then 2 times longer each time, at most 600 s');
});
