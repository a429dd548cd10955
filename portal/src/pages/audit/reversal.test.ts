import { expect, test } from 'vitest';
import { reversal } from './reversal.ts';

test('a changed setting is set back to what it was, without what follows from it', () => {
  expect(
    reversal({ action: 'settings changed', before: { timeoutSeconds: 300, overrides: {}, nextRunAt: null } }),
  ).toEqual({ action: 'change-settings', settings: { timeoutSeconds: 300 } });
  expect(reversal({ action: 'cron changed', before: { cronExpression: null, overrides: {} } })).toEqual({
    action: 'change-settings',
    settings: { cronExpression: null },
  });
});

test('stopping and starting are undone by their own dialogs', () => {
  expect(reversal({ action: 'disabled', before: { enabled: true } })).toEqual({ action: 'enable' });
  expect(reversal({ action: 'enabled', before: { enabled: false } })).toEqual({ action: 'disable' });
  // The end of a pause: its original end may be in the past.
  expect(reversal({ action: 'enabled', before: { pausedUntil: '2026-11-23T09:00:00.000Z' } })).toBeNull();
});

test('what happened is not undone', () => {
  expect(reversal({ action: 'deleted', before: { deleted: false } })).toBeNull();
  expect(reversal({ action: 'registered', before: null })).toBeNull();
});
