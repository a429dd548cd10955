// Rows for the tests of pure parts; what a test does not name is that of a scheduled run which is due.
import type { Execution } from '../../../src/contract/executions.ts';

export type Attempt = Execution['attempts'][number];

export function anExecution(named: Partial<Execution> = {}): Execution {
  return {
    id: '0199f1c2-0000-7000-8000-000000000001',
    job_name: 'digest',
    job_type: 'email',
    status: 'running',
    outcome: null,
    origin: 'schedule',
    scheduled_for: '2026-11-23T09:00:00.000Z',
    queued_at: null,
    started_at: null,
    completed_at: null,
    duration_ms: null,
    items_processed: null,
    items_succeeded: null,
    items_failed: null,
    error_message: null,
    reason: null,
    reason_code: null,
    reason_details: null,
    attempts_allowed: null,
    metadata: null,
    triggered_by: 'scheduler',
    triggered_by_user: null,
    trigger_reason: null,
    requested_by: null,
    service: 'mail',
    endpoint: '/jobs/digest',
    config: {},
    timeout_seconds: 300,
    priority: 3,
    attempts: [],
    progress: null,
    heartbeat_at: null,
    cancel_requested_at: null,
    cancel_requested_by: null,
    cancel_reason: null,
    exclusive: true,
    waiting_since: null,
    admitted_by: null,
    parent_execution_ids: [],
    backfill_id: null,
    awaits: null,
    planned: false,
    workflow_id: 'job:digest-2026-11-23T09:00:00Z',
    run_id: null,
    late_report: null,
    ...named,
  };
}

export function anAttempt(named: Partial<Attempt> & { attempt: number }): Attempt {
  return { started_at: '2026-11-23T09:00:00.000Z', ...named };
}
