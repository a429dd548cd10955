// Jobs: registered, read and changed.
import { z } from 'zod';
import { JobEvents } from '../audit.ts';
import { BulkBody, BulkDone } from '../bulk.ts';
import { DependenciesAnswer } from '../dependencies.ts';
import { HistoryPage } from '../executions.ts';
import { ChangeHeaders, RunHeaders } from '../headers.ts';
import {
  ChangeBody,
  CronBody,
  CronChanged,
  DisableBody,
  JobDeleted,
  JobDisabled,
  JobEnabled,
  OccurrenceChanged,
  SettingsBody,
  SettingsOverridden,
  UnskipBody,
} from '../jobChanges.ts';
import { Job, JobList, JobRegistered, JobRegistration } from '../jobs.ts';
import { JobSummaries, JobSummaryAnswer } from '../jobSummaries.ts';
import { JobParams } from '../params.ts';
import { EventCursor, FeedQuery, whole } from '../queries.ts';
import { RunAccepted, RunEnded, RunPlanned, TriggerBody } from '../runs.ts';
import { JobStatsAnswer } from '../stats.ts';
import { Upcoming } from '../upcoming.ts';
import { RUN_LINKS, type RouteContract } from './routeContract.ts';

const params = { jobName: 'daily-digest' };

export const JOB_ROUTES = {
  'POST /api/jobs/register': {
    operationId: 'registerJob',
    summary: 'Registers a job',
    description:
      'Registers a job, or changes what its service declares. The body has the [settings](settings.md).\n\n`job` is what [`GET /api/jobs/:jobName`](#get-apijobsjobname) answers.',
    body: JobRegistration,
    answers: { 200: JobRegistered },
    codes: [
      'INVALID_CRON',
      'INVALID_SETTING',
      'DEPENDENCY_CYCLE',
      'DEPENDENCIES_TOO_MANY',
      'SERVICE_URL_MISSING',
      'SERVICE_NAME_COLLISION',
      'SERVICE_NAME_RESERVED',
      'JOB_OWNED_BY_OTHER_SERVICE',
      'JOBS_TOO_MANY',
    ],
    links: {
      getJob: { jobName: '$response.body#/job/name' },
      triggerJob: { jobName: '$response.body#/job/name' },
      overrideSettings: { jobName: '$response.body#/job/name' },
      deleteJob: { jobName: '$response.body#/job/name' },
    },
    example: {
      body: {
        name: 'cleanup',
        jobType: 'cleanup',
        cronExpression: 'H 3 * * *',
        service: 'email-service',
        endpoint: '/jobs/email-queue',
      },
    },
  },
  'POST /api/jobs/bulk': {
    operationId: 'bulkJobs',
    summary: 'The same action on many jobs',
    description:
      'The same action on up to 1,000 jobs. `action` is `enable`, `disable` (with `until` a pause), `delete` or `trigger` (not waited for).\n\nEach job has its own answer: `code` and `message` where it failed, `schedule` and `nextRunAt` where it was changed, `executionId` and `waits` (why the run does not begin at once, or null) where it was triggered. The events in the audit share the `bulkId`.',
    body: BulkBody.strict(),
    answers: { 200: BulkDone },
    example: {
      body: { action: 'enable', names: ['daily-digest', 'report'], reason: 'the mail server is back' },
    },
  },
  'GET /api/jobs': {
    operationId: 'listJobs',
    summary: 'Lists jobs',
    description:
      'Without parameters all jobs; the answer is streamed, and its `ETag` is that of the list. With any of `search`, `service`, `status`, `limit` and `cursor` it is a page, with `nextCursor`.\n\nWith `view=summary` it is what a page of all jobs needs: of each job the schedule in words, status, last run, outcomes of the last 20 runs, since when it fails and why, counts of 30 days, who stopped or overrode it, whose ends it waits for. With `since`, only jobs that have changed since then, and the names of those that were `deleted`; `full: true` says that it is the whole list all the same.\n\nOther parameters are ignored, with a warning.',
    query: z.object({
      search: z
        .string()
        .max(200)
        .describe('Any part of name, display name, description, service or endpoint.')
        .optional(),
      service: z.string().max(100).describe("The service's name.").optional(),
      status: z.enum(['running', 'queued', 'enabled', 'paused', 'disabled']).optional(),
      limit: whole(1, 1_000).optional(),
      cursor: z.string().max(100).describe('`nextCursor` of the page before.').optional(),
      view: z.string().describe('`summary`; any other is ignored, with a warning.').optional(),
      since: z
        .string()
        .max(100)
        .describe('With `view=summary`: the `cursor` of an earlier answer.')
        .optional(),
    }),
    answers: { 200: z.union([JobSummaries, JobList]) },
    example: { query: { status: 'enabled', limit: 10 } },
  },
  'GET /api/jobs/:jobName': {
    operationId: 'getJob',
    summary: 'A job',
    description:
      'The [job](#job), with its version as `ETag`. Every [setting](settings.md) by its effective value; `declared` and `overrides` apart.',
    params: JobParams,
    answers: { 200: Job },
    codes: ['JOB_NOT_FOUND'],
    example: { params },
  },
  'GET /api/jobs/:jobName/summary': {
    operationId: 'jobSummary',
    summary: 'A job in short',
    description: 'The one job as `view=summary` shows it.',
    params: JobParams,
    answers: { 200: JobSummaryAnswer },
    codes: ['JOB_NOT_FOUND'],
    example: { params },
  },
  'PATCH /api/jobs/:jobName': {
    operationId: 'overrideSettings',
    summary: 'Overrides settings',
    description:
      'Overrides settings one by one: `{timeoutSeconds: 900, overlap: null}`. `null` returns to the declared value; of `retry`, parts that are absent stay as they are. See [overrides](../guides/changing-jobs.md#overrides).',
    params: JobParams,
    headers: ChangeHeaders,
    body: SettingsBody.strict(),
    answers: { 200: SettingsOverridden },
    codes: [
      'INVALID_CRON',
      'INVALID_SETTING',
      'DEPENDENCY_CYCLE',
      'DEPENDENCIES_TOO_MANY',
      'JOB_NOT_FOUND',
      'VERSION_CONFLICT',
    ],
    example: { params, body: { timeoutSeconds: 900, overlap: null } },
  },
  'DELETE /api/jobs/:jobName': {
    operationId: 'deleteJob',
    summary: 'Deletes a job',
    description:
      "Runs that have not begun are cancelled; a running one continues. The history stays, and the service's next registration brings the job back.",
    params: JobParams,
    headers: ChangeHeaders,
    body: ChangeBody,
    answers: { 200: JobDeleted },
    codes: ['JOB_NOT_FOUND', 'VERSION_CONFLICT'],
    example: { params: { jobName: 'monthly-report' } },
  },
  'POST /api/jobs/:jobName/trigger': {
    operationId: 'triggerJob',
    summary: 'Runs a job now',
    description:
      "Runs the job now. `config` replaces the job's config for this run.\n\nWaits for the run. A run whose call failed is 200, too, with `success: false` in `result`.\n\n202 with `Location` instead, where nobody waits for the result: see [run now](../guides/changing-jobs.md#run-now) for `Prefer`. With `runAt`, 202 at once, with `scheduledFor`.\n\nWith `JOB_ALREADY_RUNNING`, `details` has the `executionId`. A refused trigger leaves no row.",
    params: JobParams,
    headers: RunHeaders,
    body: TriggerBody,
    answers: { 200: RunEnded, 202: z.union([RunAccepted, RunPlanned]) },
    codes: ['JOB_NOT_FOUND', 'JOB_ALREADY_RUNNING', 'QUEUE_FULL', 'IDEMPOTENCY_KEY_REUSED'],
    links: RUN_LINKS,
    example: { params, headers: { Prefer: 'wait=5' } },
  },
  'POST /api/jobs/:jobName/enable': {
    operationId: 'enableJob',
    summary: 'Enables a job',
    description: 'Ends a pause, too.',
    params: JobParams,
    headers: ChangeHeaders,
    body: ChangeBody,
    answers: { 200: JobEnabled },
    codes: ['JOB_NOT_FOUND', 'VERSION_CONFLICT'],
    example: { params },
  },
  'POST /api/jobs/:jobName/disable': {
    operationId: 'disableJob',
    summary: 'Disables or pauses a job',
    description: 'With an instant in the future in `until` the job is paused until then.',
    params: JobParams,
    headers: ChangeHeaders,
    body: DisableBody,
    answers: { 200: JobDisabled },
    codes: ['JOB_NOT_FOUND', 'VERSION_CONFLICT'],
    example: { params: { jobName: 'report' }, body: { reason: 'nobody reads it' } },
  },
  'PUT /api/jobs/:jobName/cron': {
    operationId: 'changeCron',
    summary: 'Changes a schedule',
    description:
      'An override, like `PATCH`. `cronExpression` is null for a job that runs only when triggered.',
    params: JobParams,
    headers: ChangeHeaders,
    body: CronBody,
    answers: { 200: CronChanged },
    codes: ['INVALID_CRON', 'JOB_NOT_FOUND', 'VERSION_CONFLICT'],
    example: { params, body: { cronExpression: '30 7 * * MON-FRI' } },
  },
  'POST /api/jobs/:jobName/skip-next': {
    operationId: 'skipNext',
    summary: 'Skips the next occurrence',
    description:
      'The next occurrence will not run; its `skipped` row says who and why. Asked twice, it is one skip.',
    params: JobParams,
    body: ChangeBody.strict(),
    answers: { 200: OccurrenceChanged },
    codes: ['JOB_NOT_FOUND', 'NOTHING_TO_SKIP', 'VERSION_CONFLICT'],
    example: { params },
  },
  'POST /api/jobs/:jobName/unskip': {
    operationId: 'unskip',
    summary: 'Takes a skip back',
    description:
      '`scheduledFor` is the occurrence that runs after all; the next skipped one, if absent. Its `skipped` row is removed; the audit keeps both changes. `NOTHING_TO_UNSKIP` also once its instant has come.',
    params: JobParams,
    body: UnskipBody.strict(),
    answers: { 200: OccurrenceChanged },
    codes: ['JOB_NOT_FOUND', 'NOTHING_TO_UNSKIP', 'VERSION_CONFLICT'],
    example: { params },
  },
  'GET /api/jobs/:jobName/dependencies': {
    operationId: 'jobDependencies',
    summary: 'The jobs before and after a job',
    description:
      'All that the job runs after and all that runs after it, however far away (up to 500 jobs). Of an edge, `arrivedAt` says since when an end of `from` waits for the other parents of `to`; `lastEnd` is `{executionId, status, at, counts}`, how `from` ended last and whether that counts for `to`.',
    params: JobParams,
    answers: { 200: DependenciesAnswer },
    codes: ['JOB_NOT_FOUND'],
    example: { params },
  },
  'GET /api/jobs/:jobName/history': {
    operationId: 'listHistory',
    summary: 'The runs of a job',
    description:
      "The job's executions, newest first, named as the [columns](database.md#scheduled_jobs). With a filter `total` is counted up to 10,000; beyond, `totalIsAtLeast: true` is beside it. A `config` or `metadata` over 16 KiB is `{truncated: true, originalBytes}`.\n\n`planned: true` in a queued row: it is a one-off run for an instant to come, and does not count among those that wait.",
    params: JobParams,
    query: z.object({
      ...FeedQuery,
      limit: whole(1, 100).default(20),
      offset: whole(0, Number.MAX_SAFE_INTEGER).default(0),
    }),
    answers: { 200: HistoryPage },
    codes: ['JOB_NOT_FOUND'],
    example: { params: { jobName: 'email-queue' }, query: { status: 'failed', limit: 5 } },
  },
  'GET /api/jobs/:jobName/stats': {
    operationId: 'jobStats',
    summary: 'Counts and durations of a job',
    description:
      'Counts by status, items, average, median and p95 duration (null when nothing ran), `success_rate` (completed ÷ (completed + failed + missed)). Median and p95 are of the newest 10,000 runs of the period, and of some hundred of a day.',
    params: JobParams,
    query: z.object({
      days: whole(1, 365).default(30),
      bucket: z.enum(['day']).describe('Also the counts of each day.').optional(),
      compare: z.enum(['previous']).describe('Also the period before.').optional(),
    }),
    answers: { 200: JobStatsAnswer },
    codes: ['JOB_NOT_FOUND'],
    example: { params, query: { days: 7, bucket: 'day' } },
  },
  'GET /api/jobs/:jobName/upcoming': {
    operationId: 'listUpcoming',
    summary: 'The next runs of a job',
    description:
      '`skipped` where somebody skipped it, `planned` for a one-off run. A job without occurrences has a `message` that says why.',
    params: JobParams,
    query: z.object({ count: whole(1, 100).default(10) }),
    answers: { 200: Upcoming },
    codes: ['JOB_NOT_FOUND'],
    example: { params, query: { count: 3 } },
  },
  'GET /api/jobs/:jobName/events': {
    operationId: 'listEvents',
    summary: 'The audit of a job',
    description: 'Newest first.',
    params: JobParams,
    query: z.object({ limit: whole(1, 100).default(20), cursor: EventCursor }),
    answers: { 200: JobEvents },
    codes: ['JOB_NOT_FOUND'],
    example: { params },
  },
} as const satisfies Record<string, RouteContract>;
