// Facts that the portal states again, because the server's values would bring zod into the page.
import { expect, it } from 'vitest';
import { LATE_AFTER_MS } from '../../../../../src/domain/lateness.ts';
import { ExecutionStatus, isFinished as isFinishedOnServer } from '../../../../../src/contract/executions.ts';
import { BulkBody } from '../../../../../src/contract/bulk.ts';
import { JobStatus } from '../../../../../src/contract/jobSummaries.ts';
import { BULK_ACTIONS } from '../../../api/bulkActions.ts';
import { jobSummary, running } from '../../../live/jobSummary.fixture.ts';
import { isFinished } from '../../../shared/ui/status/isFinished.ts';
import { isLateAt, statusAt } from './jobState.ts';

it.each(ExecutionStatus.options)('agrees with the server whether a run that is %s is finished', (status) => {
  expect(isFinished(status)).toBe(isFinishedOnServer(status));
});

it('orders the states of a job by the same strength', () => {
  const now = Date.parse('2026-11-23T09:00:00Z');
  const paused = { pausedUntil: '2026-11-24T09:00:00Z' };
  const states = [
    { ...paused, queuedCount: 1, running: running(0) },
    { ...paused, queuedCount: 1 },
    paused,
    { enabled: false },
    {},
  ];
  expect(states.map((state) => statusAt(jobSummary({ name: 'a', ...state }), now))).toEqual(
    JobStatus.options,
  );
});

it('calls a job late after the same time', () => {
  const nextRunAt = '2026-11-23T09:00:00Z';
  const lateFrom = Date.parse(nextRunAt) + LATE_AFTER_MS;
  expect(isLateAt(jobSummary({ name: 'a', nextRunAt }), lateFrom)).toBe(false);
  expect(isLateAt(jobSummary({ name: 'a', nextRunAt }), lateFrom + 1)).toBe(true);
});

it('knows every bulk action', () => {
  expect(BULK_ACTIONS).toEqual(BulkBody.shape.action.options);
});
