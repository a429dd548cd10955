// Written by `npm run clients:types` from the scheduler's contract.

export type JobRegistration = {
  enabled?: boolean | undefined;
  cronExpression: string | null;
  timeZone?: string | undefined;
  timeoutSeconds?: number | undefined;
  retry?:
    | {
        maxAttempts?: number | undefined;
        initialIntervalSeconds?: number | undefined;
        backoffCoefficient?: number | undefined;
        maxIntervalSeconds?: number | undefined;
      }
    | undefined;
  startDeadlineSeconds?: number | undefined;
  heartbeatSeconds?: number | undefined;
  overlap?: 'skip' | 'queue' | 'allow' | 'cancel_running' | undefined;
  catchup?: 'latest' | 'all' | 'none' | undefined;
  catchupSeconds?: number | undefined;
  jitterSeconds?: number | undefined;
  priority?: number | undefined;
  after?: { job: string; on?: 'success' | 'failure' | 'any' | undefined }[] | undefined;
  runAt?: string | null | undefined;
  name: string;
  displayName?: string | undefined;
  description?: string | null | undefined;
  jobType: 'email' | 'crawler' | 'cleanup' | 'analytics' | 'other';
  service: string;
  endpoint: string;
  config?: Record<string, unknown> | null | undefined;
};

export type TriggerBody = {
  userId?: string | null | undefined;
  config?: Record<string, unknown> | null | undefined;
  reason?: string | null | undefined;
  runAt?: string | null | undefined;
};

export type RunBody = {
  userId?: string | null | undefined;
  config?: Record<string, unknown> | null | undefined;
  reason?: string | null | undefined;
};

export type ChangeBody = { userId?: string | null | undefined; reason?: string | null | undefined };

export type DisableBody = {
  userId?: string | null | undefined;
  reason?: string | null | undefined;
  until?: string | null | undefined;
};

export type Progress = {
  itemsProcessed?: number | undefined;
  itemsSucceeded?: number | undefined;
  itemsFailed?: number | undefined;
  message?: string | undefined;
  percent?: number | undefined;
};

export type JobResult = {
  success: boolean;
  itemsProcessed: number;
  itemsSucceeded: number;
  itemsFailed: number;
  error?: string | null | undefined;
  metadata?: Record<string, unknown> | null | undefined;
};

export type Job = {
  name: string;
  displayName: string;
  description: string;
  cronExpression: string | null;
  timeZone: string;
  enabled: boolean;
  pausedUntil: string | null;
  isRunning: boolean;
  jobType: 'email' | 'crawler' | 'cleanup' | 'analytics' | 'other';
  service: string;
  endpoint: string;
  config: Record<string, unknown>;
  timeoutSeconds: number;
  retry: {
    maxAttempts: number;
    initialIntervalSeconds: number;
    backoffCoefficient: number;
    maxIntervalSeconds: number;
  };
  startDeadlineSeconds: number;
  heartbeatSeconds: number;
  overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
  catchup: 'latest' | 'all' | 'none';
  catchupSeconds: number;
  jitterSeconds: number;
  priority: number;
  after: { job: string; on: 'success' | 'failure' | 'any' }[];
  runAt: string | null;
  declared: {
    enabled: boolean;
    cronExpression: string | null;
    timeZone: string;
    timeoutSeconds: number;
    retry: {
      maxAttempts: number;
      initialIntervalSeconds: number;
      backoffCoefficient: number;
      maxIntervalSeconds: number;
    };
    startDeadlineSeconds: number;
    heartbeatSeconds: number;
    overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
    catchup: 'latest' | 'all' | 'none';
    catchupSeconds: number;
    jitterSeconds: number;
    priority: number;
    after: { job: string; on: 'success' | 'failure' | 'any' }[];
    runAt: string | null;
  };
  overrides: {
    enabled?: boolean | undefined;
    cronExpression?: string | null | undefined;
    timeZone?: string | undefined;
    timeoutSeconds?: number | undefined;
    retry?:
      | {
          maxAttempts: number;
          initialIntervalSeconds: number;
          backoffCoefficient: number;
          maxIntervalSeconds: number;
        }
      | undefined;
    startDeadlineSeconds?: number | undefined;
    heartbeatSeconds?: number | undefined;
    overlap?: 'skip' | 'queue' | 'allow' | 'cancel_running' | undefined;
    catchup?: 'latest' | 'all' | 'none' | undefined;
    catchupSeconds?: number | undefined;
    jitterSeconds?: number | undefined;
    priority?: number | undefined;
    after?: { job: string; on: 'success' | 'failure' | 'any' }[] | undefined;
    runAt?: string | null | undefined;
  };
  lastRunAt: string | null;
  lastRunStatus: ('queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed') | null;
  lastRunDuration: number | null;
  nextRunAt: string | null;
  totalRuns: number;
  successfulRuns: number;
  failedRuns: number;
  version: number;
  revision: number;
  schedule: 'applied' | 'pending';
  lastRegisteredAt: string | null;
  droppedByService: boolean;
  createdAt: string;
  updatedAt: string;
};

export type JobList = {
  jobs: {
    name: string;
    displayName: string;
    description: string;
    cronExpression: string | null;
    timeZone: string;
    enabled: boolean;
    pausedUntil: string | null;
    isRunning: boolean;
    jobType: 'email' | 'crawler' | 'cleanup' | 'analytics' | 'other';
    service: string;
    endpoint: string;
    config: Record<string, unknown>;
    timeoutSeconds: number;
    retry: {
      maxAttempts: number;
      initialIntervalSeconds: number;
      backoffCoefficient: number;
      maxIntervalSeconds: number;
    };
    startDeadlineSeconds: number;
    heartbeatSeconds: number;
    overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
    catchup: 'latest' | 'all' | 'none';
    catchupSeconds: number;
    jitterSeconds: number;
    priority: number;
    after: { job: string; on: 'success' | 'failure' | 'any' }[];
    runAt: string | null;
    declared: {
      enabled: boolean;
      cronExpression: string | null;
      timeZone: string;
      timeoutSeconds: number;
      retry: {
        maxAttempts: number;
        initialIntervalSeconds: number;
        backoffCoefficient: number;
        maxIntervalSeconds: number;
      };
      startDeadlineSeconds: number;
      heartbeatSeconds: number;
      overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
      catchup: 'latest' | 'all' | 'none';
      catchupSeconds: number;
      jitterSeconds: number;
      priority: number;
      after: { job: string; on: 'success' | 'failure' | 'any' }[];
      runAt: string | null;
    };
    overrides: {
      enabled?: boolean | undefined;
      cronExpression?: string | null | undefined;
      timeZone?: string | undefined;
      timeoutSeconds?: number | undefined;
      retry?:
        | {
            maxAttempts: number;
            initialIntervalSeconds: number;
            backoffCoefficient: number;
            maxIntervalSeconds: number;
          }
        | undefined;
      startDeadlineSeconds?: number | undefined;
      heartbeatSeconds?: number | undefined;
      overlap?: 'skip' | 'queue' | 'allow' | 'cancel_running' | undefined;
      catchup?: 'latest' | 'all' | 'none' | undefined;
      catchupSeconds?: number | undefined;
      jitterSeconds?: number | undefined;
      priority?: number | undefined;
      after?: { job: string; on: 'success' | 'failure' | 'any' }[] | undefined;
      runAt?: string | null | undefined;
    };
    lastRunAt: string | null;
    lastRunStatus:
      ('queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed') | null;
    lastRunDuration: number | null;
    nextRunAt: string | null;
    totalRuns: number;
    successfulRuns: number;
    failedRuns: number;
    version: number;
    revision: number;
    schedule: 'applied' | 'pending';
    lastRegisteredAt: string | null;
    droppedByService: boolean;
    createdAt: string;
    updatedAt: string;
  }[];
  nextCursor?: string | null | undefined;
  warnings?:
    | {
        code:
          | 'UNKNOWN_FIELD'
          | 'SETTING_NOT_SUPPORTED'
          | 'PARENT_NOT_REGISTERED'
          | 'RUN_AT_PASSED'
          | 'DST_GAP'
          | 'DST_REPEATED'
          | 'BOTH_DAY_FIELDS'
          | 'WEEKDAY_NUMBERS'
          | 'NEVER_FIRES'
          | 'NO_RUN_WITHIN_YEAR'
          | 'RUNS_OVERLAP'
          | 'SHARED_INSTANT'
          | 'REPAIRED';
        message: string;
        field?: string | undefined;
        dates?: string[] | undefined;
      }[]
    | undefined;
};

export type JobRegistered = {
  success: true;
  message: string;
  job: {
    name: string;
    displayName: string;
    description: string;
    cronExpression: string | null;
    timeZone: string;
    enabled: boolean;
    pausedUntil: string | null;
    isRunning: boolean;
    jobType: 'email' | 'crawler' | 'cleanup' | 'analytics' | 'other';
    service: string;
    endpoint: string;
    config: Record<string, unknown>;
    timeoutSeconds: number;
    retry: {
      maxAttempts: number;
      initialIntervalSeconds: number;
      backoffCoefficient: number;
      maxIntervalSeconds: number;
    };
    startDeadlineSeconds: number;
    heartbeatSeconds: number;
    overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
    catchup: 'latest' | 'all' | 'none';
    catchupSeconds: number;
    jitterSeconds: number;
    priority: number;
    after: { job: string; on: 'success' | 'failure' | 'any' }[];
    runAt: string | null;
    declared: {
      enabled: boolean;
      cronExpression: string | null;
      timeZone: string;
      timeoutSeconds: number;
      retry: {
        maxAttempts: number;
        initialIntervalSeconds: number;
        backoffCoefficient: number;
        maxIntervalSeconds: number;
      };
      startDeadlineSeconds: number;
      heartbeatSeconds: number;
      overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
      catchup: 'latest' | 'all' | 'none';
      catchupSeconds: number;
      jitterSeconds: number;
      priority: number;
      after: { job: string; on: 'success' | 'failure' | 'any' }[];
      runAt: string | null;
    };
    overrides: {
      enabled?: boolean | undefined;
      cronExpression?: string | null | undefined;
      timeZone?: string | undefined;
      timeoutSeconds?: number | undefined;
      retry?:
        | {
            maxAttempts: number;
            initialIntervalSeconds: number;
            backoffCoefficient: number;
            maxIntervalSeconds: number;
          }
        | undefined;
      startDeadlineSeconds?: number | undefined;
      heartbeatSeconds?: number | undefined;
      overlap?: 'skip' | 'queue' | 'allow' | 'cancel_running' | undefined;
      catchup?: 'latest' | 'all' | 'none' | undefined;
      catchupSeconds?: number | undefined;
      jitterSeconds?: number | undefined;
      priority?: number | undefined;
      after?: { job: string; on: 'success' | 'failure' | 'any' }[] | undefined;
      runAt?: string | null | undefined;
    };
    lastRunAt: string | null;
    lastRunStatus:
      ('queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed') | null;
    lastRunDuration: number | null;
    nextRunAt: string | null;
    totalRuns: number;
    successfulRuns: number;
    failedRuns: number;
    version: number;
    revision: number;
    schedule: 'applied' | 'pending';
    lastRegisteredAt: string | null;
    droppedByService: boolean;
    createdAt: string;
    updatedAt: string;
  };
  warnings: {
    code:
      | 'UNKNOWN_FIELD'
      | 'SETTING_NOT_SUPPORTED'
      | 'PARENT_NOT_REGISTERED'
      | 'RUN_AT_PASSED'
      | 'DST_GAP'
      | 'DST_REPEATED'
      | 'BOTH_DAY_FIELDS'
      | 'WEEKDAY_NUMBERS'
      | 'NEVER_FIRES'
      | 'NO_RUN_WITHIN_YEAR'
      | 'RUNS_OVERLAP'
      | 'SHARED_INSTANT'
      | 'REPAIRED';
    message: string;
    field?: string | undefined;
    dates?: string[] | undefined;
  }[];
};

export type JobEnabled = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: {
    code:
      | 'UNKNOWN_FIELD'
      | 'SETTING_NOT_SUPPORTED'
      | 'PARENT_NOT_REGISTERED'
      | 'RUN_AT_PASSED'
      | 'DST_GAP'
      | 'DST_REPEATED'
      | 'BOTH_DAY_FIELDS'
      | 'WEEKDAY_NUMBERS'
      | 'NEVER_FIRES'
      | 'NO_RUN_WITHIN_YEAR'
      | 'RUNS_OVERLAP'
      | 'SHARED_INSTANT'
      | 'REPAIRED';
    message: string;
    field?: string | undefined;
    dates?: string[] | undefined;
  }[];
};

export type JobDisabled = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: {
    code:
      | 'UNKNOWN_FIELD'
      | 'SETTING_NOT_SUPPORTED'
      | 'PARENT_NOT_REGISTERED'
      | 'RUN_AT_PASSED'
      | 'DST_GAP'
      | 'DST_REPEATED'
      | 'BOTH_DAY_FIELDS'
      | 'WEEKDAY_NUMBERS'
      | 'NEVER_FIRES'
      | 'NO_RUN_WITHIN_YEAR'
      | 'RUNS_OVERLAP'
      | 'SHARED_INSTANT'
      | 'REPAIRED';
    message: string;
    field?: string | undefined;
    dates?: string[] | undefined;
  }[];
  pausedUntil: string | null;
  nextRunAt: string | null;
};

export type JobDeleted = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: {
    code:
      | 'UNKNOWN_FIELD'
      | 'SETTING_NOT_SUPPORTED'
      | 'PARENT_NOT_REGISTERED'
      | 'RUN_AT_PASSED'
      | 'DST_GAP'
      | 'DST_REPEATED'
      | 'BOTH_DAY_FIELDS'
      | 'WEEKDAY_NUMBERS'
      | 'NEVER_FIRES'
      | 'NO_RUN_WITHIN_YEAR'
      | 'RUNS_OVERLAP'
      | 'SHARED_INSTANT'
      | 'REPAIRED';
    message: string;
    field?: string | undefined;
    dates?: string[] | undefined;
  }[];
  cancelledExecutionIds: string[];
};

export type CronChanged = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: {
    code:
      | 'UNKNOWN_FIELD'
      | 'SETTING_NOT_SUPPORTED'
      | 'PARENT_NOT_REGISTERED'
      | 'RUN_AT_PASSED'
      | 'DST_GAP'
      | 'DST_REPEATED'
      | 'BOTH_DAY_FIELDS'
      | 'WEEKDAY_NUMBERS'
      | 'NEVER_FIRES'
      | 'NO_RUN_WITHIN_YEAR'
      | 'RUNS_OVERLAP'
      | 'SHARED_INSTANT'
      | 'REPAIRED';
    message: string;
    field?: string | undefined;
    dates?: string[] | undefined;
  }[];
  cronExpression: string | null;
};

export type RunAccepted = {
  message: string;
  executionId: string;
  warnings?:
    | {
        code:
          | 'UNKNOWN_FIELD'
          | 'SETTING_NOT_SUPPORTED'
          | 'PARENT_NOT_REGISTERED'
          | 'RUN_AT_PASSED'
          | 'DST_GAP'
          | 'DST_REPEATED'
          | 'BOTH_DAY_FIELDS'
          | 'WEEKDAY_NUMBERS'
          | 'NEVER_FIRES'
          | 'NO_RUN_WITHIN_YEAR'
          | 'RUNS_OVERLAP'
          | 'SHARED_INSTANT'
          | 'REPAIRED';
        message: string;
        field?: string | undefined;
        dates?: string[] | undefined;
      }[]
    | undefined;
  waits: ('service_paused' | 'service_limit' | 'overlap') | null;
};

export type RunPlanned = {
  message: string;
  executionId: string;
  warnings?:
    | {
        code:
          | 'UNKNOWN_FIELD'
          | 'SETTING_NOT_SUPPORTED'
          | 'PARENT_NOT_REGISTERED'
          | 'RUN_AT_PASSED'
          | 'DST_GAP'
          | 'DST_REPEATED'
          | 'BOTH_DAY_FIELDS'
          | 'WEEKDAY_NUMBERS'
          | 'NEVER_FIRES'
          | 'NO_RUN_WITHIN_YEAR'
          | 'RUNS_OVERLAP'
          | 'SHARED_INSTANT'
          | 'REPAIRED';
        message: string;
        field?: string | undefined;
        dates?: string[] | undefined;
      }[]
    | undefined;
  scheduledFor: string;
};

export type RunEnded = {
  message: string;
  executionId: string;
  warnings?:
    | {
        code:
          | 'UNKNOWN_FIELD'
          | 'SETTING_NOT_SUPPORTED'
          | 'PARENT_NOT_REGISTERED'
          | 'RUN_AT_PASSED'
          | 'DST_GAP'
          | 'DST_REPEATED'
          | 'BOTH_DAY_FIELDS'
          | 'WEEKDAY_NUMBERS'
          | 'NEVER_FIRES'
          | 'NO_RUN_WITHIN_YEAR'
          | 'RUNS_OVERLAP'
          | 'SHARED_INSTANT'
          | 'REPAIRED';
        message: string;
        field?: string | undefined;
        dates?: string[] | undefined;
      }[]
    | undefined;
  result: {
    success: boolean;
    itemsProcessed: number;
    itemsSucceeded: number;
    itemsFailed: number;
    error: string | null;
    metadata: Record<string, unknown>;
  };
};

export type ExecutionDetails = {
  execution: {
    id: string;
    job_name: string;
    job_type: string;
    status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed';
    outcome: ('succeeded' | 'failed' | 'not_delivered' | 'deferred' | 'unknown' | 'cancelled') | null;
    origin: 'schedule' | 'trigger' | 'backfill' | 'dependency';
    scheduled_for: string | null;
    queued_at: string | null;
    started_at: string | null;
    completed_at: string | null;
    duration_ms: number | null;
    items_processed: number | null;
    items_succeeded: number | null;
    items_failed: number | null;
    error_message: string | null;
    reason: string | null;
    reason_code:
      | (
          | 'planned'
          | 'backfill'
          | 'service_limit'
          | 'overlap'
          | 'service_paused'
          | 'queue_full'
          | 'disabled'
          | 'paused'
          | 'skipped'
          | 'scheduler_down'
          | 'schedule_outdated'
          | 'catchup_passed'
          | 'superseded'
          | 'database_restored'
          | 'cancelled'
          | 'newer_run'
          | 'backfill_cancelled'
          | 'job_deleted'
          | 'workflow_cancelled'
          | 'attempts_used'
          | 'not_retryable'
          | 'start_deadline'
          | 'workflow_lost'
          | 'not_started'
          | 'ended_before_begin'
        )
      | null;
    reason_details: Record<string, unknown> | null;
    metadata: Record<string, unknown> | null;
    triggered_by: 'scheduler' | 'manual' | 'admin';
    triggered_by_user: string | null;
    trigger_reason: string | null;
    requested_by: string | null;
    service: string;
    endpoint: string;
    config: Record<string, unknown>;
    timeout_seconds: number;
    priority: number;
    attempts_allowed: number | null;
    attempts: {
      attempt: number;
      started_at: string;
      accepted_at?: string | undefined;
      ended_at?: string | undefined;
      http_status?: number | null | undefined;
      class?: 'succeeded' | 'failed' | 'not_delivered' | 'deferred' | 'unknown' | 'cancelled' | undefined;
      error?: string | null | undefined;
      code?:
        | (
            | 'answered'
            | 'no_result'
            | 'reported'
            | 'asked_to_wait'
            | 'unreachable'
            | 'no_answer'
            | 'connection_lost'
            | 'no_report'
            | 'stuck'
          )
        | null
        | undefined;
      said?: string | null | undefined;
      limit_seconds?: number | null | undefined;
      retry_after_ms?: number | null | undefined;
      note?: string | undefined;
    }[];
    progress: {
      itemsProcessed?: number | undefined;
      itemsSucceeded?: number | undefined;
      itemsFailed?: number | undefined;
      message?: string | undefined;
      percent?: number | undefined;
      at: string;
    } | null;
    heartbeat_at: string | null;
    cancel_requested_at: string | null;
    cancel_requested_by: string | null;
    cancel_reason: string | null;
    exclusive: boolean;
    waiting_since: string | null;
    admitted_by: string | null;
    parent_execution_ids: string[];
    backfill_id: string | null;
    awaits: ('turn' | 'instant') | null;
    planned: boolean;
    workflow_id: string;
    run_id: string | null;
    late_report: {
      at: string;
      attempt: number;
      class: 'succeeded' | 'failed';
      message: string | null;
      itemsProcessed: number | null;
      itemsSucceeded: number | null;
      itemsFailed: number | null;
      countedAs: 'stuck' | 'cancelled' | 'unknown';
      sentence: string;
    } | null;
  };
  temporalUrl: string | null;
};

export type ExecutionCancelled = {
  message: string;
  executionId: string;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed';
};

export type HistoryPage = {
  executions: {
    id: string;
    job_name: string;
    job_type: string;
    status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed';
    outcome: ('succeeded' | 'failed' | 'not_delivered' | 'deferred' | 'unknown' | 'cancelled') | null;
    origin: 'schedule' | 'trigger' | 'backfill' | 'dependency';
    scheduled_for: string | null;
    queued_at: string | null;
    started_at: string | null;
    completed_at: string | null;
    duration_ms: number | null;
    items_processed: number | null;
    items_succeeded: number | null;
    items_failed: number | null;
    error_message: string | null;
    reason: string | null;
    reason_code:
      | (
          | 'planned'
          | 'backfill'
          | 'service_limit'
          | 'overlap'
          | 'service_paused'
          | 'queue_full'
          | 'disabled'
          | 'paused'
          | 'skipped'
          | 'scheduler_down'
          | 'schedule_outdated'
          | 'catchup_passed'
          | 'superseded'
          | 'database_restored'
          | 'cancelled'
          | 'newer_run'
          | 'backfill_cancelled'
          | 'job_deleted'
          | 'workflow_cancelled'
          | 'attempts_used'
          | 'not_retryable'
          | 'start_deadline'
          | 'workflow_lost'
          | 'not_started'
          | 'ended_before_begin'
        )
      | null;
    reason_details: Record<string, unknown> | null;
    metadata: Record<string, unknown> | null;
    triggered_by: 'scheduler' | 'manual' | 'admin';
    triggered_by_user: string | null;
    trigger_reason: string | null;
    requested_by: string | null;
    service: string;
    endpoint: string;
    config: Record<string, unknown>;
    timeout_seconds: number;
    priority: number;
    attempts_allowed: number | null;
    attempts: {
      attempt: number;
      started_at: string;
      accepted_at?: string | undefined;
      ended_at?: string | undefined;
      http_status?: number | null | undefined;
      class?: 'succeeded' | 'failed' | 'not_delivered' | 'deferred' | 'unknown' | 'cancelled' | undefined;
      error?: string | null | undefined;
      code?:
        | (
            | 'answered'
            | 'no_result'
            | 'reported'
            | 'asked_to_wait'
            | 'unreachable'
            | 'no_answer'
            | 'connection_lost'
            | 'no_report'
            | 'stuck'
          )
        | null
        | undefined;
      said?: string | null | undefined;
      limit_seconds?: number | null | undefined;
      retry_after_ms?: number | null | undefined;
      note?: string | undefined;
    }[];
    progress: {
      itemsProcessed?: number | undefined;
      itemsSucceeded?: number | undefined;
      itemsFailed?: number | undefined;
      message?: string | undefined;
      percent?: number | undefined;
      at: string;
    } | null;
    heartbeat_at: string | null;
    cancel_requested_at: string | null;
    cancel_requested_by: string | null;
    cancel_reason: string | null;
    exclusive: boolean;
    waiting_since: string | null;
    admitted_by: string | null;
    parent_execution_ids: string[];
    backfill_id: string | null;
    awaits: ('turn' | 'instant') | null;
    planned: boolean;
    workflow_id: string;
    run_id: string | null;
    late_report: {
      at: string;
      attempt: number;
      class: 'succeeded' | 'failed';
      message: string | null;
      itemsProcessed: number | null;
      itemsSucceeded: number | null;
      itemsFailed: number | null;
      countedAs: 'stuck' | 'cancelled' | 'unknown';
      sentence: string;
    } | null;
  }[];
  pagination: {
    limit: number;
    offset: number;
    total: number;
    hasMore: boolean;
    totalIsAtLeast?: true | undefined;
  };
  nextCursor: string | null;
};

export type ProgressReported = {
  message: string;
  cancelRequested: boolean;
  cancelReason: string | null;
  heartbeatSeconds: number;
  warnings?:
    | {
        code:
          | 'UNKNOWN_FIELD'
          | 'SETTING_NOT_SUPPORTED'
          | 'PARENT_NOT_REGISTERED'
          | 'RUN_AT_PASSED'
          | 'DST_GAP'
          | 'DST_REPEATED'
          | 'BOTH_DAY_FIELDS'
          | 'WEEKDAY_NUMBERS'
          | 'NEVER_FIRES'
          | 'NO_RUN_WITHIN_YEAR'
          | 'RUNS_OVERLAP'
          | 'SHARED_INSTANT'
          | 'REPAIRED';
        message: string;
        field?: string | undefined;
        dates?: string[] | undefined;
      }[]
    | undefined;
};

export type Upcoming = {
  upcoming: {
    scheduledFor: string;
    skipped?: true | undefined;
    planned?: true | undefined;
    executionId?: string | undefined;
  }[];
  timeZone: string;
  message?: string | undefined;
  description?: string | undefined;
  resolved?: string | undefined;
};

export type ApiErrorBody = {
  error: string;
  code:
    | 'INVALID_JSON'
    | 'VALIDATION_FAILED'
    | 'INVALID_CRON'
    | 'INVALID_SETTING'
    | 'DEPENDENCY_CYCLE'
    | 'DEPENDENCIES_TOO_MANY'
    | 'SERVICE_URL_MISSING'
    | 'SERVICE_NAME_COLLISION'
    | 'SERVICE_NAME_RESERVED'
    | 'JOB_NOT_FOUND'
    | 'EXECUTION_NOT_FOUND'
    | 'BACKFILL_NOT_FOUND'
    | 'ROUTE_NOT_FOUND'
    | 'METHOD_NOT_ALLOWED'
    | 'JOB_ALREADY_RUNNING'
    | 'JOB_OWNED_BY_OTHER_SERVICE'
    | 'BODY_TOO_LARGE'
    | 'IDEMPOTENCY_KEY_REUSED'
    | 'ATTEMPT_ALREADY_STARTED'
    | 'EXECUTION_NOT_RUNNING'
    | 'EXECUTION_NOT_FINISHED'
    | 'EXECUTION_ALREADY_FINISHED'
    | 'CALLBACK_TOKEN_INVALID'
    | 'ATTEMPT_ALREADY_ENDED'
    | 'VERSION_CONFLICT'
    | 'QUEUE_FULL'
    | 'NOTHING_TO_SKIP'
    | 'NOTHING_TO_UNSKIP'
    | 'NOTHING_TO_BACKFILL'
    | 'ORIGIN_NOT_ALLOWED'
    | 'UNAUTHENTICATED'
    | 'NO_ROLE'
    | 'FORBIDDEN'
    | 'RATE_LIMITED'
    | 'JOBS_TOO_MANY'
    | 'SIGN_IN_UNAVAILABLE'
    | 'DATABASE_UNAVAILABLE'
    | 'TEMPORAL_UNAVAILABLE'
    | 'INTERNAL';
  message: string;
  requestId: string;
  details?: unknown;
  executionId?: string | undefined;
  job?:
    | {
        name: string;
        displayName: string;
        description: string;
        cronExpression: string | null;
        timeZone: string;
        enabled: boolean;
        pausedUntil: string | null;
        isRunning: boolean;
        jobType: 'email' | 'crawler' | 'cleanup' | 'analytics' | 'other';
        service: string;
        endpoint: string;
        config: Record<string, unknown>;
        timeoutSeconds: number;
        retry: {
          maxAttempts: number;
          initialIntervalSeconds: number;
          backoffCoefficient: number;
          maxIntervalSeconds: number;
        };
        startDeadlineSeconds: number;
        heartbeatSeconds: number;
        overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
        catchup: 'latest' | 'all' | 'none';
        catchupSeconds: number;
        jitterSeconds: number;
        priority: number;
        after: { job: string; on: 'success' | 'failure' | 'any' }[];
        runAt: string | null;
        declared: {
          enabled: boolean;
          cronExpression: string | null;
          timeZone: string;
          timeoutSeconds: number;
          retry: {
            maxAttempts: number;
            initialIntervalSeconds: number;
            backoffCoefficient: number;
            maxIntervalSeconds: number;
          };
          startDeadlineSeconds: number;
          heartbeatSeconds: number;
          overlap: 'skip' | 'queue' | 'allow' | 'cancel_running';
          catchup: 'latest' | 'all' | 'none';
          catchupSeconds: number;
          jitterSeconds: number;
          priority: number;
          after: { job: string; on: 'success' | 'failure' | 'any' }[];
          runAt: string | null;
        };
        overrides: {
          enabled?: boolean | undefined;
          cronExpression?: string | null | undefined;
          timeZone?: string | undefined;
          timeoutSeconds?: number | undefined;
          retry?:
            | {
                maxAttempts: number;
                initialIntervalSeconds: number;
                backoffCoefficient: number;
                maxIntervalSeconds: number;
              }
            | undefined;
          startDeadlineSeconds?: number | undefined;
          heartbeatSeconds?: number | undefined;
          overlap?: 'skip' | 'queue' | 'allow' | 'cancel_running' | undefined;
          catchup?: 'latest' | 'all' | 'none' | undefined;
          catchupSeconds?: number | undefined;
          jitterSeconds?: number | undefined;
          priority?: number | undefined;
          after?: { job: string; on: 'success' | 'failure' | 'any' }[] | undefined;
          runAt?: string | null | undefined;
        };
        lastRunAt: string | null;
        lastRunStatus:
          ('queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed') | null;
        lastRunDuration: number | null;
        nextRunAt: string | null;
        totalRuns: number;
        successfulRuns: number;
        failedRuns: number;
        version: number;
        revision: number;
        schedule: 'applied' | 'pending';
        lastRegisteredAt: string | null;
        droppedByService: boolean;
        createdAt: string;
        updatedAt: string;
      }
    | undefined;
};
