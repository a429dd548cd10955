import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../../src/contract/audit.ts';
import { foldEvents } from './foldEvents.ts';

/** `second`: when; also its id. */
const event = (second: number, jobName: string, named: Partial<AuditEvent> = {}): AuditEvent => ({
  id: second,
  at: new Date(Date.UTC(2026, 10, 23, 9, 0, second)).toISOString(),
  jobName,
  actor: 'ana',
  principal: null,
  onBehalfOf: null,
  action: 'disabled',
  before: { enabled: true },
  after: { enabled: false },
  reason: 'migration',
  source: 'portal',
  ...named,
});
const jobs = (events: AuditEvent[]) =>
  foldEvents(events, { newer: false, older: false }).map((group) =>
    group.events.map(({ jobName }) => jobName),
  );

test('a bulk act is one group', () => {
  expect(jobs([event(30, 'x', { actor: 'ben' }), event(9, 'c'), event(8, 'b'), event(8, 'a')])).toEqual([
    ['x'],
    ['c', 'b', 'a'],
  ]);
});

test('another reason, a pause, the same job again, or only two are lines of their own', () => {
  expect(jobs([event(9, 'c', { reason: 'other' }), event(8, 'b'), event(8, 'a')])).toHaveLength(3);
  expect(jobs([event(40, 'c'), event(8, 'b'), event(8, 'a')])).toHaveLength(3);
  expect(jobs([event(9, 'a'), event(8, 'b'), event(8, 'a')])).toHaveLength(3);
});

test('one request is one group, however few jobs it changed', () => {
  const bulkId = '00000000-0000-4000-8000-000000000001';
  const bulk = [event(40, 'b', { bulkId }), event(8, 'a', { bulkId })];
  expect(jobs([...bulk, event(7, 'c', { reason: 'other' })])).toEqual([['b', 'a'], ['c']]);
});

test('at an edge of the page there may be more of it', () => {
  const act = [event(9, 'c'), event(8, 'b'), event(8, 'a')];
  const isAtLeast = (more: Parameters<typeof foldEvents>[1]) => foldEvents(act, more)[0]?.isAtLeast;
  expect(isAtLeast({ newer: false, older: false })).toBe(false);
  expect(isAtLeast({ newer: false, older: true })).toBe(true);
  expect(isAtLeast({ newer: true, older: false })).toBe(true);
});
