// What the verbs of the store are given, where it is more than an id.
import type { AttemptClass } from '../contract/executions.ts';
import type { JobConfig, JobSettings } from '../contract/jobs.ts';
import type { ReportedResult } from '../contract/serviceCall.ts';

/** Who asked for a change, and by way of what; the audit records both. */
export interface Author {
  actor: string;
  source?: 'portal' | 'api';
}

/** Who changes a job, and why; only at one of the expected versions, if any are given. */
export interface Change extends Author {
  jobName: string;
  reason?: string | undefined;
  expectedVersions?: number[] | undefined;
}

export interface Registration {
  name: string;
  displayName: string;
  description: string;
  jobType: string;
  service: string;
  endpoint: string;
  config: JobConfig;
  declared: JobSettings;
  actor: string;
}

export interface RunRequest {
  executionId: string;
  config?: JobConfig | undefined;
  userId?: string | undefined;
  reason?: string | undefined;
  triggeredBy: 'manual' | 'admin';
  requestHash: string;
}
/** Runs at `runAt` (ISO), or at once. */
export type TriggerRequest = RunRequest & { jobName: string; runAt?: string | undefined };
export type RerunRequest = RunRequest & { parentId: string };

export type BeginRequest =
  | {
      kind: 'occurrence';
      executionId: string;
      jobName: string;
      revision: number;
      scheduledFor: string;
      workflowId: string;
      runId: string;
      nextRunAt: string | null;
    }
  | { kind: 'execution'; executionId: string; workflowId: string; runId: string };

export interface AttemptEnd {
  class: AttemptClass;
  httpStatus?: number | undefined;
  message?: string | undefined;
  retryAfterMs?: number | undefined;
  result?: ReportedResult | undefined;
  /** What of the answer was not kept as it was sent. */
  note?: string | undefined;
}

export interface AttemptOf {
  executionId: string;
  attempt: number;
}

/** The same change of many jobs. */
export interface BulkChange extends Author {
  action: 'enable' | 'disable' | 'delete';
  names: string[];
  reason?: string | undefined;
  /** With `disable`: a pause. */
  until?: string | undefined;
  /** Shared by the audit's events of all of them. */
  bulkId: string;
}

/** A place in a list of executions: what it is ordered by, and the id. */
export interface FeedPosition {
  at: string;
  id: string;
}

export interface FeedRequest {
  limit: number;
  before?: FeedPosition | undefined;
  statuses?: string[] | undefined;
  origins?: string[] | undefined;
  /** Included. */
  from?: string | undefined;
  to?: string | undefined;
}

export interface EventsRequest {
  limit: number;
  cursor?: string | undefined;
  jobs?: string[] | undefined;
  /** Any part of the actor's name, whatever its case; `actors` is then not looked at. */
  who?: string | undefined;
  actors?: string[] | undefined;
  actions?: string[] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** Registrations and repairs only, or all others only. */
  machine?: boolean | undefined;
}

/** Of one occurrence to come, while the job has this revision. */
export interface OccurrenceChange extends Author {
  jobName: string;
  revision: number;
  scheduledFor: string;
  nextRunAt: string | null;
  reason?: string | undefined;
}

/** At most 1,000 occurrences, oldest first. */
export interface BackfillRequest extends Author {
  backfillId: string;
  jobName: string;
  from: string;
  to: string;
  occurrences: { executionId: string; scheduledFor: string }[];
  userId?: string | undefined;
  reason?: string | undefined;
  triggeredBy: 'manual' | 'admin';
  requestHash: string;
}

/** What is not named stays. */
export interface ServiceChange extends Author {
  service: string;
  maxConcurrent?: number | null | undefined;
  paused?: boolean | undefined;
  reason?: string | undefined;
}
