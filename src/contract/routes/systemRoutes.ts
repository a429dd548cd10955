// Schedules, the audit, sessions, and the scheduler itself.
import { z } from 'zod';
import { AuditEvents } from '../audit.ts';
import { CronPreview, CronPreviewBody } from '../cronPreview.ts';
import { Health, Live, NotReady, PublicHealth, Ready } from '../health.ts';
import { EventCursor, PeriodQuery, repeated, whole } from '../queries.ts';
import { Session } from '../session.ts';
import { SignedIn, SignedOut, SignInBody } from '../signIn.ts';
import { TimeZones } from '../timeZones.ts';
import type { RouteContract } from './routeContract.ts';

export const SCHEDULE_ROUTES = {
  'POST /api/cron/preview': {
    operationId: 'previewCron',
    summary: 'What a cron expression means',
    description: [
      'What an expression means, before it is used.\n',
      '- `upcoming` has `count` (1 to 100, by default 10) occurrences `{scheduledFor, changed?}`; with `compareWith: {cronExpression, timeZone?}` those that it does not have are `changed`.',
      '- `sharing` is `{scheduledFor, otherJobs, atLeast?}`: how many other jobs start at the next occurrence. The 2,000 most frequent expressions are counted; where there are more, it says `atLeast: true`.',
      "- With `jobName`, `H` takes that job's values, and `RUNS_OVERLAP` warns when runs come more often than the job's runs of 30 days took.",
    ].join('\n'),
    body: CronPreviewBody,
    answers: { 200: CronPreview },
    codes: ['INVALID_CRON', 'INVALID_SETTING'],
    example: { body: { cronExpression: '0 9 * * MON-FRI', timeZone: 'Europe/London', count: 3 } },
  },
  'GET /api/time-zones': {
    operationId: 'listTimeZones',
    summary: 'The names of time zones',
    description:
      'Every name that a `timeZone` may have, by place. `version` is the zone data in use, such as `2026c`.',
    answers: { 200: TimeZones },
    example: {},
  },
} as const satisfies Record<string, RouteContract>;

export const AUDIT_ROUTES = {
  'GET /api/events': {
    operationId: 'listAudit',
    summary: 'The audit of all jobs',
    description:
      'Newest first. `source` is `portal` (callers with the header `X-Scheduler-Client: portal`), `api`, `registration` or `reconcile`.',
    query: z.object({
      limit: whole(1, 200).default(50),
      cursor: EventCursor,
      job: repeated(z.string().max(100)).describe('Names of jobs.'),
      actor: repeated(z.string().max(200)).describe('Whole names.'),
      who: z
        .string()
        .min(1)
        .max(200)
        .describe("Any part of an actor's name, in any case; `actor` is ignored beside it.")
        .optional(),
      action: repeated(z.string().max(100)),
      ...PeriodQuery,
      machine: z
        .enum(['true', 'false'])
        .transform((given) => given === 'true')
        .describe(
          '`false` leaves out registrations and repairs, and counts them; `true` leaves out all others.',
        )
        .optional(),
    }),
    answers: { 200: AuditEvents },
    example: { query: { machine: 'false', limit: 5 } },
  },
} as const satisfies Record<string, RouteContract>;

export const SYSTEM_ROUTES = {
  'POST /api/sign-in': {
    operationId: 'signIn',
    summary: 'Begins a session of a browser',
    description:
      "Exchanges a token of `ADMIN_TOKENS` for a session of 8 hours in a cookie. For the scheduler's own page only; other callers send the token with each request.",
    body: SignInBody.strict(),
    answers: { 200: SignedIn },
  },
  'POST /api/sign-out': {
    operationId: 'signOut',
    summary: 'Ends a session of a browser',
    description: "Removes the cookie. For the scheduler's own page only.",
    answers: { 200: SignedOut },
  },
  'GET /api/me': {
    operationId: 'whoAmI',
    summary: 'The caller',
    description: '`role` is `viewer`, `operator`, `admin`, or `service` for a token bound to `services`.',
    answers: { 200: Session },
    example: {},
  },
  'GET /openapi.json': {
    operationId: 'describeApi',
    summary: 'This description of the API',
    description: 'OpenAPI 3.1. `/docs` shows it as a page from which requests can be sent.',
    answers: { 200: z.record(z.string(), z.unknown()).meta({ description: 'An OpenAPI 3.1 document.' }) },
    example: {},
  },
} as const satisfies Record<string, RouteContract>;

export const HEALTH_ROUTES = {
  'GET /health': {
    operationId: 'getHealth',
    summary: 'Whether the scheduler is well',
    description: [
      '200 with `status` `healthy` or `degraded`, or 503 with `unhealthy`: see [monitoring](../operations/monitoring.md).\n',
      'Without credentials, where they are needed, only `{status, service, timestamp, version, jobs}`.\n',
      '- `pendingJobs`: jobs of which Temporal does not have the newest change.',
      '- `problems`: sentences, each with the next step.',
      "- `schema`: the version that the database's schema belongs to, and a sentence when that is not this process's (`version`). See [upgrading](../operations/upgrading.md).",
      '- `lastPass` and `totals`: repairs by [step](../internals/reconcile.md).',
      '- `outdatedSchedules`: Schedules that wait to be compiled anew after an upgrade.',
      '- `lastFailure`: `{at, step, code, error}`, how the newest pass failed; null once one succeeds.',
    ].join('\n'),
    answers: { 200: z.union([Health, PublicHealth]), 503: z.union([Health, PublicHealth]) },
    example: {},
  },
  'GET /health/live': {
    operationId: 'isLive',
    summary: 'Whether the process runs',
    answers: { 200: Live },
    example: {},
  },
  'GET /health/ready': {
    operationId: 'isReady',
    summary: 'Whether the process can work',
    description: '503 while the process cannot do its work.',
    answers: { 200: Ready, 503: NotReady },
    example: {},
  },
} as const satisfies Record<string, RouteContract>;
