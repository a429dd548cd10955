// Every route of the API: the body it takes, and its answers by HTTP status. Errors are ApiErrorBody.
import { z } from 'zod';
import { AttemptReported, Progress, ProgressReported } from './attempts.ts';
import { AuditEvents, JobEvents } from './audit.ts';
import {
  BackfillAccepted,
  BackfillAnswer,
  BackfillBody,
  BackfillCancelled,
  BackfillList,
  BackfillPlan,
} from './backfills.ts';
import { BulkBody, BulkDone } from './bulk.ts';
import { CronPreview, CronPreviewBody } from './cronPreview.ts';
import { DependenciesAnswer } from './dependencies.ts';
import { ExecutionCancelled, ExecutionDetails, ExecutionPage, HistoryPage } from './executions.ts';
import { Health, Live, NotReady, PublicHealth, Ready } from './health.ts';
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
} from './jobChanges.ts';
import { Job, JobList, JobRegistered, JobRegistration } from './jobs.ts';
import { JobSummaries, JobSummaryAnswer } from './jobSummaries.ts';
import { RunAccepted, RunBody, RunEnded, RunPlanned, TriggerBody } from './runs.ts';
import { JobResult } from './serviceCall.ts';
import { ServiceBody, ServiceList, ServiceUpdated } from './services.ts';
import { Session } from './session.ts';
import { SignedIn, SignedOut, SignInBody } from './signIn.ts';
import { JobStatsAnswer } from './stats.ts';
import { TimeZones } from './timeZones.ts';
import { Upcoming } from './upcoming.ts';

interface RouteContract {
  body?: z.ZodType;
  answers: Partial<Record<200 | 202 | 503, z.ZodType>>;
}

/** By method and path, in the order in which paths are matched. */
export const ROUTES = {
  'GET /health': { answers: { 200: z.union([Health, PublicHealth]), 503: z.union([Health, PublicHealth]) } },
  'GET /health/live': { answers: { 200: Live } },
  'GET /health/ready': { answers: { 200: Ready, 503: NotReady } },
  'POST /api/jobs/register': { body: JobRegistration, answers: { 200: JobRegistered } },
  'POST /api/jobs/bulk': { body: BulkBody, answers: { 200: BulkDone } },
  'GET /api/jobs': { answers: { 200: z.union([JobSummaries, JobList]) } },
  'GET /api/jobs/:jobName': { answers: { 200: Job } },
  'GET /api/jobs/:jobName/summary': { answers: { 200: JobSummaryAnswer } },
  'PATCH /api/jobs/:jobName': { body: SettingsBody, answers: { 200: SettingsOverridden } },
  'DELETE /api/jobs/:jobName': { body: ChangeBody, answers: { 200: JobDeleted } },
  'POST /api/jobs/:jobName/trigger': {
    body: TriggerBody,
    answers: { 200: RunEnded, 202: z.union([RunAccepted, RunPlanned]) },
  },
  'POST /api/jobs/:jobName/enable': { body: ChangeBody, answers: { 200: JobEnabled } },
  'POST /api/jobs/:jobName/disable': { body: DisableBody, answers: { 200: JobDisabled } },
  'PUT /api/jobs/:jobName/cron': { body: CronBody, answers: { 200: CronChanged } },
  'POST /api/jobs/:jobName/skip-next': { body: ChangeBody, answers: { 200: OccurrenceChanged } },
  'POST /api/jobs/:jobName/unskip': { body: UnskipBody, answers: { 200: OccurrenceChanged } },
  'POST /api/jobs/:jobName/backfill': {
    body: BackfillBody,
    answers: { 200: BackfillPlan, 202: BackfillAccepted },
  },
  'GET /api/jobs/:jobName/backfills': { answers: { 200: BackfillList } },
  'GET /api/jobs/:jobName/dependencies': { answers: { 200: DependenciesAnswer } },
  'GET /api/jobs/:jobName/history': { answers: { 200: HistoryPage } },
  'GET /api/jobs/:jobName/stats': { answers: { 200: JobStatsAnswer } },
  'GET /api/jobs/:jobName/upcoming': { answers: { 200: Upcoming } },
  'GET /api/jobs/:jobName/events': { answers: { 200: JobEvents } },
  'GET /api/executions': { answers: { 200: ExecutionPage } },
  'GET /api/executions/:id': { answers: { 200: ExecutionDetails } },
  'POST /api/executions/:id/cancel': {
    body: ChangeBody,
    answers: { 200: ExecutionCancelled, 202: ExecutionCancelled },
  },
  'POST /api/executions/:id/rerun': { body: RunBody, answers: { 200: RunEnded, 202: RunAccepted } },
  'POST /api/executions/:id/progress': { body: Progress, answers: { 200: ProgressReported } },
  'POST /api/executions/:id/complete': { body: JobResult, answers: { 200: AttemptReported } },
  'GET /api/backfills/:id': { answers: { 200: BackfillAnswer } },
  'POST /api/backfills/:id/cancel': { body: ChangeBody, answers: { 200: BackfillCancelled } },
  'GET /api/events': { answers: { 200: AuditEvents } },
  'POST /api/sign-in': { body: SignInBody, answers: { 200: SignedIn } },
  'POST /api/sign-out': { answers: { 200: SignedOut } },
  'GET /api/me': { answers: { 200: Session } },
  'GET /api/services': { answers: { 200: ServiceList } },
  'PUT /api/services/:service': { body: ServiceBody, answers: { 200: ServiceUpdated } },
  'POST /api/cron/preview': { body: CronPreviewBody, answers: { 200: CronPreview } },
  'GET /api/time-zones': { answers: { 200: TimeZones } },
} satisfies Record<string, RouteContract>;

export type RouteName = keyof typeof ROUTES;
