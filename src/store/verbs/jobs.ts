// Jobs: registered by their services, changed by people.
import { z } from 'zod';
import {
  Job,
  JobTiming,
  type JobConfig,
  type JobSettings,
  type OperatorSettings,
} from '../../contract/jobs.ts';
import { JobSummaryRow } from '../../contract/jobSummaries.ts';
import { jsonText } from '../jsonText.ts';
import type { Verb } from '../verb.ts';
import { Cursor, Instant } from '../../contract/fields.ts';
import { Effects } from './effects.ts';
import type { Author, Change } from './fields.ts';

/** What an expression calls for, as of now; the database takes what belongs to the job's effective settings. */
export interface ExpectedRuns {
  cronExpression: string | null;
  timeZone: string;
  /** The first occurrences to come; the first that nobody has skipped is the job's next run. */
  nextRuns: string[];
  runAt?: string;
  /** Of the run at `runAt`. */
  runAtExecutionId?: string;
}

export interface Registration {
  expected?: ExpectedRuns | undefined;
  name: string;
  displayName: string;
  description: string;
  jobType: string;
  service: string;
  endpoint: string;
  config: JobConfig;
  declared: JobSettings;
  actor: string;
  principal?: string;
  /** Refuses the name of a deleted job of another service. */
  keepOwner?: boolean;
}

/** One change to many jobs. */
export interface BulkChange extends Author {
  action: 'enable' | 'disable' | 'delete';
  names: string[];
  reason?: string | undefined;
  /** With `disable`: a pause. */
  until?: string | undefined;
  /** Shared by the audit events of all these jobs. */
  bulkId: string;
}

const JobAnswer = z.object({ job: Job });

/** `complete`: the job's runs to come are known; false when `expected` was missing, or belonged to other settings. */
const ChangedJob = JobAnswer.extend({ complete: z.boolean(), effects: Effects });

/** `unregisteredParents`: jobs in its `after` that are not there. */
const ChangedSettings = ChangedJob.extend({ unregisteredParents: z.array(z.string()) });

const ChangedTiming = z.object({ job: JobTiming, complete: z.boolean(), effects: Effects });

/** Per job: the changed job, or why it was not changed. */
const ChangedJobs = z.object({
  results: z.array(
    z.union([
      ChangedTiming.extend({ name: z.string() }),
      z.object({ name: z.string(), code: z.literal('JOB_NOT_FOUND'), message: z.string() }),
    ]),
  ),
});

const Summaries = z.object({
  jobs: z.array(JobSummaryRow),
  deleted: z.array(z.string()),
  nextCursor: Cursor,
  now: Instant,
});

/** `jobName` is null unless the expression may have an H. `more`: there are others, each less frequent than these. */
const ExpressionCounts = z.object({
  expressions: z.array(
    z.object({
      cronExpression: z.string(),
      timeZone: z.string(),
      jobName: z.string().nullable(),
      jobs: z.int(),
    }),
  ),
  more: z.boolean(),
});

const StaleNextRun = z.object({
  jobName: z.string(),
  revision: z.int(),
  cronExpression: z.string(),
  timeZone: z.string(),
  pausedUntil: Instant.nullable(),
});

export const jobVerbs = (verb: Verb) => ({
  registerJob: verb<Registration>()('register_job', ChangedSettings.extend({ created: z.boolean() })),
  getJob: verb<{ jobName: string }>()('get_job', JobAnswer),
  /** The service whose job it belongs to; null when there is none. */
  findOwner: verb<{ jobName: string } | { executionId: string } | { backfillId: string }>()(
    'find_owner',
    z.object({ service: z.string().nullable() }),
  ),
  listJobs: verb<{
    search?: string | undefined;
    services?: readonly string[] | undefined;
    status?: string | undefined;
    limit?: number | undefined;
    cursor?: string | undefined;
  }>()('list_jobs', z.object({ jobs: jsonText<Job[]>(), nextCursor: Cursor })),
  jobsVersion: verb()('jobs_version', z.object({ version: z.string() })),
  countJobs: verb()('count_jobs', z.object({ count: z.int(), pending: z.int() })),
  /** `onlyResume`: refused for a job that is disabled and not only paused. */
  enableJob: verb<Change & { onlyResume?: boolean }>()('enable_job', ChangedJob),
  disableJob: verb<Change & { until?: string | undefined }>()('disable_job', ChangedJob),
  changeCron: verb<Change & { cronExpression: string | null }>()('change_cron', ChangedJob),
  changeSettings: verb<Change & { settings: OperatorSettings; dropped: (keyof OperatorSettings)[] }>()(
    'change_settings',
    ChangedSettings,
  ),
  deleteJob: verb<Change>()('delete_job', ChangedJob.extend({ cancelledExecutionIds: z.array(z.string()) })),
  changeJobs: verb<BulkChange>()('change_jobs', ChangedJobs),
  listSummaries: verb<{
    since?: string | undefined;
    jobName?: string | undefined;
    cursor?: string | undefined;
    limit?: number;
  }>()('list_summaries', Summaries),
  countExpressions: verb<{ exceptJob?: string | undefined }>()('count_expressions', ExpressionCounts),
  expectRuns: verb<{ jobName: string } & ExpectedRuns>()(
    'expect_runs',
    ChangedTiming.extend({ job: JobTiming.nullable() }),
  ),
  listStaleNextRuns: verb<{ limit: number }>()(
    'list_stale_next_runs',
    z.object({ jobs: z.array(StaleNextRun) }),
  ),
});
