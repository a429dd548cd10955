// Written by `npm run clients:types` from the scheduler's contract.

export type JobRegistration = unknown;

export type TriggerBody = {
  userId?: string | null | undefined;
  config?: unknown | null | undefined;
  reason?: string | null | undefined;
  runAt?: string | null | undefined;
};

export type RunBody = {
  userId?: string | null | undefined;
  config?: unknown | null | undefined;
  reason?: string | null | undefined;
};

export type ChangeBody = { userId?: string | null | undefined; reason?: string | null | undefined };

export type DisableBody = {
  userId?: string | null | undefined;
  reason?: string | null | undefined;
  until?: string | null | undefined;
};

export type Progress = unknown;

export type JobResult = unknown;

export type Job = unknown;

export type JobList = {
  jobs: unknown[];
  nextCursor?: string | null | undefined;
  warnings?: unknown[] | undefined;
};

export type JobRegistered = { success: true; message: string; job: unknown; warnings: unknown[] };

export type JobEnabled = { message: string; schedule: 'applied' | 'pending'; warnings: unknown[] };

export type JobDisabled = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: unknown[];
  pausedUntil: string | null;
  nextRunAt: string | null;
};

export type JobDeleted = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: unknown[];
  cancelledExecutionIds: string[];
};

export type CronChanged = {
  message: string;
  schedule: 'applied' | 'pending';
  warnings: unknown[];
  cronExpression: string | null;
};

export type RunAccepted = {
  message: string;
  executionId: string;
  warnings?: unknown[] | undefined;
  waits: ('service_paused' | 'service_limit' | 'overlap') | null;
};

export type RunPlanned = {
  message: string;
  executionId: string;
  warnings?: unknown[] | undefined;
  scheduledFor: string;
};

export type RunEnded = {
  message: string;
  executionId: string;
  warnings?: unknown[] | undefined;
  result: {
    success: boolean;
    itemsProcessed: number;
    itemsSucceeded: number;
    itemsFailed: number;
    error: string | null;
    metadata: unknown;
  };
};

export type ExecutionDetails = { execution: unknown; temporalUrl: string | null };

export type ExecutionCancelled = {
  message: string;
  executionId: string;
  status: 'queued' | 'running' | 'completed' | 'failed' | 'cancelled' | 'skipped' | 'missed';
};

export type HistoryPage = {
  executions: unknown[];
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
  warnings?: unknown[] | undefined;
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

export type ApiErrorBody = unknown;
