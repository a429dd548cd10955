import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../../../src/contract/audit.ts';
import { overriddenBy } from './overriddenBy.ts';

const event = (actor: string, before: object, after: object): AuditEvent => ({
  id: 1,
  at: `2026-11-23T09:00:00.000Z`,
  actor,
  principal: null,
  onBehalfOf: null,
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
