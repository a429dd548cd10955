import { expect, test } from 'vitest';
import type { AuditAction } from '../../../../src/contract/audit.ts';
import { actionText } from './actionText.ts';

const changed = (before: object, after: object) => actionText({ action: 'settings changed', before, after });

test('names what was changed', () => {
  expect(changed({ timeoutSeconds: 300 }, { timeoutSeconds: 900 })).toBe('changed the timeout of');
  expect(changed({ retry: { maxAttempts: 1, b: 2 } }, { retry: { maxAttempts: 3, b: 3 } })).toBe(
    'changed the retries of',
  );
  expect(changed({ a: 1, b: 1, c: 1 }, { a: 2, b: 2, c: 2 })).toBe('changed 3 settings of');
});

test('tells a first registration from a changed one, and keeps words it does not know', () => {
  expect(actionText({ action: 'registered', before: null, after: {} })).toBe('registered');
  expect(actionText({ action: 'registered', before: {}, after: {} })).toBe('changed the registration of');
  const ofNewerServer = 'backfilled' as AuditAction;
  expect(actionText({ action: ofNewerServer, before: null, after: null })).toBe('backfilled:');
});
