// A job's row for tests of the pure parts.
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import type { RunCause } from '../../../src/contract/reasons.ts';

export const NOW = Date.parse('2027-01-11T12:00:00.000Z');

export const at = (aheadMs: number) => new Date(NOW + aheadMs).toISOString();

export function jobSummary(changed: Partial<JobSummary> & { name: string }): JobSummary {
  return {
    displayName: changed.name,
    description: '',
    service: 'email-service',
    endpoint: '/jobs/run',
    jobType: 'email',
    cronExpression: '0 9 * * 1',
    timeZone: 'Europe/London',
    after: [],
    runAt: null,
    scheduleInWords: 'every Monday at 09:00 (Europe/London)',
    enabled: true,
    pausedUntil: null,
    stopped: null,
    status: 'enabled',
    nextRunAt: at(3_600_000 * 24),
    overlap: 'skip',
    schedule: 'applied',
    lastRun: null,
    lastFinished: null,
    strip: '',
    running: null,
    runningCount: 0,
    queuedCount: 0,
    failing: null,
    waitingFor: [],
    neverFires: false,
    late: false,
    last30Days: {
      completed: 0,
      failed: 0,
      missed: 0,
      cancelled: 0,
      skipped: 0,
      successRate: null,
      avgDurationMs: null,
    },
    overridden: [],
    overriddenBy: null,
    overriddenAt: null,
    version: 1,
    updatedAt: at(0),
    ...changed,
  };
}

export const failing = (sinceMs: number): JobSummary['failing'] => ({
  since: at(-sinceMs),
  inARow: 2,
  latestError: 'HTTP 503',
  latestCause: aCause({ attemptCode: 'answered', httpStatus: 503 }),
  firstExecutionId: '00000000-0000-4000-8000-000000000001',
  latestExecutionId: '00000000-0000-4000-8000-000000000001',
  lastSuccess: null,
});

export function aCause(named: Partial<RunCause>): RunCause {
  return {
    reasonCode: null,
    reasonDetails: null,
    attemptCode: null,
    httpStatus: null,
    said: null,
    limitSeconds: null,
    ...named,
  };
}

export const running = (sinceMs: number): JobSummary['running'] => ({
  executionId: '00000000-0000-4000-8000-000000000002',
  startedAt: at(-sinceMs),
  attempt: 1,
  progress: null,
  heartbeatAt: null,
  heartbeatSeconds: 60,
  cancelRequestedAt: null,
  cancelRequestedBy: null,
});
