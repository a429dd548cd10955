// Details of every reason, for tests: complete ones and minimal ones.
import { REASONS, type ReasonCode, type ReasonOf } from './reasons.ts';

export const OTHER_RUN = '0199f1c2-6d3e-7a51-b0c4-2f6f0f3f8a11';
export const AN_INSTANT = '2026-11-23T09:00:00.000Z';

const MISSED = {
  zones: '2026a',
  outdatedUntil: AN_INSTANT,
  count: 5_000,
  from: AN_INSTANT,
  to: '2026-11-24T09:00:00.000Z',
};
const BY_ANA = { by: 'ana', reason: 'moving house' };

const EXAMPLES: { [Code in ReasonCode]: [ReasonOf<Code>['details'], ...ReasonOf<Code>['details'][]] } = {
  planned: [{ at: AN_INSTANT }],
  backfill: [{}],
  service_limit: [{ service: 'mail', limit: 2 }],
  overlap: [{ executionId: OTHER_RUN, dueAt: AN_INSTANT, status: 'running' }, {}],
  service_paused: [{ service: 'mail', reason: 'moving house' }, { service: 'mail' }],
  queue_full: [{ limit: 100 }],
  disabled: [{ jobName: 'digest' }],
  paused: [{ jobName: 'digest', until: AN_INSTANT }],
  skipped: [BY_ANA, { by: 'ana' }],
  scheduler_down: [MISSED, {}],
  schedule_outdated: [MISSED],
  catchup_passed: [
    { ...MISSED, lateSeconds: 7_200, catchupSeconds: 3_600 },
    { lateSeconds: 7_200, catchupSeconds: 3_600 },
  ],
  superseded: [{ ...MISSED, nextAt: AN_INSTANT }, { nextAt: AN_INSTANT }],
  database_restored: [
    { restoredTo: AN_INSTANT, count: 5_000, from: AN_INSTANT, to: '2026-11-24T09:00:00.000Z' },
    { restoredTo: AN_INSTANT, workflowStatus: 'completed' },
    { workflowStatus: 'COMPLETED' },
  ],
  cancelled: [BY_ANA, { by: 'ana' }, { by: 'scheduler', reason: 'a newer run', executionId: OTHER_RUN }],
  newer_run: [{ executionId: OTHER_RUN }],
  backfill_cancelled: [BY_ANA, { by: 'ana' }],
  job_deleted: [{}],
  workflow_cancelled: [{ message: 'the run was cancelled' }],
  attempts_used: [
    { attempts: 3, allowed: 3 },
    { attempts: 1, allowed: 1 },
  ],
  not_retryable: [{ httpStatus: 404 }],
  start_deadline: [
    { tries: 7, seconds: 40 },
    { tries: 1, seconds: 0 },
  ],
  workflow_lost: [{ how: 'gone' }, { how: 'reset', workflowStatus: 'COMPLETED' }],
  not_started: [{ seconds: 300, error: 'Temporal did not answer' }],
  ended_before_begin: [{ workflowStatus: 'TERMINATED' }],
};

/** Every code with each of its examples. */
export const ALL_REASONS = (Object.keys(REASONS) as ReasonCode[]).flatMap((code) =>
  EXAMPLES[code].map((details) => ({ code, details: details as Record<string, unknown> })),
);
