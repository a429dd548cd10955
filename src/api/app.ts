// The HTTP API: order of middleware and list of routes.
import { Router, type RouterMiddleware } from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import type { RouteName } from '../contract/routes.ts';
import { PORTAL_PATH } from '../domain/portalAddress.ts';
import type { ApiDeps, HealthDeps } from './deps.ts';
import { DOCS_PATH, docsFile, docsPage } from './docs/docsPage.ts';
import { handleErrors } from './middleware/handleErrors.ts';
import { answerHeaders } from './middleware/answerHeaders.ts';
import { cors } from './middleware/cors.ts';
import { hidePayloads } from './middleware/hidePayloads.ts';
import { identifyCaller } from './middleware/identifyCaller.ts';
import { createRateLimits } from './middleware/limitRate.ts';
import { logRequests } from './middleware/logRequests.ts';
import { notModified } from './middleware/notModified.ts';
import { openModeGuard } from './middleware/openModeGuard.ts';
import { permit, permitBody } from './middleware/permit.ts';
import { readBody } from './middleware/readBody.ts';
import { refuseCrossSite } from './middleware/refuseCrossSite.ts';
import { requestId } from './middleware/requestId.ts';
import { refuseUnknownRoutes } from './middleware/refuseUnknownRoutes.ts';
import { writeJson } from './middleware/writeJson.ts';
import { portalFiles } from './portal/portalFiles.ts';
import { backfillJob } from './routes/backfills/backfillJob.ts';
import { cancelBackfill } from './routes/backfills/cancelBackfill.ts';
import { cancelExecution } from './routes/executions/cancelExecution.ts';
import { changeCron } from './routes/jobs/changeCron.ts';
import { bulkJobs } from './routes/jobs/bulkJobs.ts';
import { updateService } from './routes/services/updateService.ts';
import { overrideSettings } from './routes/jobs/overrideSettings.ts';
import { completeExecution } from './routes/executions/completeExecution.ts';
import { deleteJob } from './routes/jobs/deleteJob.ts';
import { describeApi } from './routes/system/describeApi.ts';
import { disableJob } from './routes/jobs/disableJob.ts';
import { enableJob } from './routes/jobs/enableJob.ts';
import { getBackfill } from './routes/backfills/getBackfill.ts';
import { getExecution } from './routes/executions/getExecution.ts';
import { getJob } from './routes/jobs/getJob.ts';
import { health, live, ready } from './routes/system/health.ts';
import { jobDependencies } from './routes/jobs/jobDependencies.ts';
import { jobSummary } from './routes/jobs/jobSummary.ts';
import { jobStats } from './routes/jobs/jobStats.ts';
import { listAudit } from './routes/system/listAudit.ts';
import { listBackfills } from './routes/backfills/listBackfills.ts';
import { listEvents } from './routes/jobs/listEvents.ts';
import { listExecutions } from './routes/executions/listExecutions.ts';
import { listHistory } from './routes/jobs/listHistory.ts';
import { listJobs } from './routes/jobs/listJobs.ts';
import { listServices } from './routes/services/listServices.ts';
import { listTimeZones } from './routes/system/listTimeZones.ts';
import { listUpcoming } from './routes/jobs/listUpcoming.ts';
import { session } from './routes/system/session.ts';
import { signIn } from './routes/sessions/signIn.ts';
import { signOut } from './routes/sessions/signOut.ts';
import { previewCron } from './routes/system/previewCron.ts';
import { registerJob } from './routes/jobs/registerJob.ts';
import { reportProgress } from './routes/executions/reportProgress.ts';
import { rerunExecution } from './routes/executions/rerunExecution.ts';
import { skipNext } from './routes/jobs/skipNext.ts';
import { triggerJob } from './routes/jobs/triggerJob.ts';
import { unskip } from './routes/jobs/unskip.ts';

/** One handler for each route of the contract. */
const HANDLERS: Record<Exclude<RouteName, HealthRoute>, (deps: ApiDeps) => RouterMiddleware> = {
  'POST /api/jobs/register': registerJob,
  'POST /api/jobs/bulk': bulkJobs,
  'GET /api/jobs': listJobs,
  'GET /api/jobs/:jobName': getJob,
  'GET /api/jobs/:jobName/summary': jobSummary,
  'PATCH /api/jobs/:jobName': overrideSettings,
  'DELETE /api/jobs/:jobName': deleteJob,
  'POST /api/jobs/:jobName/trigger': triggerJob,
  'POST /api/jobs/:jobName/enable': enableJob,
  'POST /api/jobs/:jobName/disable': disableJob,
  'PUT /api/jobs/:jobName/cron': changeCron,
  'POST /api/jobs/:jobName/skip-next': skipNext,
  'POST /api/jobs/:jobName/unskip': unskip,
  'POST /api/jobs/:jobName/backfill': backfillJob,
  'GET /api/jobs/:jobName/backfills': listBackfills,
  'GET /api/jobs/:jobName/dependencies': jobDependencies,
  'GET /api/jobs/:jobName/history': listHistory,
  'GET /api/jobs/:jobName/stats': jobStats,
  'GET /api/jobs/:jobName/upcoming': listUpcoming,
  'GET /api/jobs/:jobName/events': listEvents,
  'GET /api/executions': listExecutions,
  'GET /api/executions/:id': getExecution,
  'POST /api/executions/:id/cancel': cancelExecution,
  'POST /api/executions/:id/rerun': rerunExecution,
  'POST /api/executions/:id/progress': reportProgress,
  'POST /api/executions/:id/complete': completeExecution,
  'GET /api/backfills/:id': getBackfill,
  'POST /api/backfills/:id/cancel': cancelBackfill,
  'GET /api/events': listAudit,
  'POST /api/sign-in': signIn,
  'POST /api/sign-out': signOut,
  'GET /api/me': session,
  'GET /api/services': listServices,
  'PUT /api/services/:service': updateService,
  'POST /api/cron/preview': previewCron,
  'GET /api/time-zones': listTimeZones,
  'GET /openapi.json': describeApi,
};

/** Reports are read as far as they come, and whatever they are. */
const READ_THEIR_BODY = new Set<RouteName>([
  'POST /api/executions/:id/progress',
  'POST /api/executions/:id/complete',
]);

type RateLimits = ReturnType<typeof createRateLimits>;

type HealthRoute = Extract<RouteName, `GET /health${string}`>;
const HEALTH_HANDLERS: Record<HealthRoute, (deps: HealthDeps) => RouterMiddleware> = {
  'GET /health': health,
  'GET /health/live': live,
  'GET /health/ready': ready,
};

export function createApp(deps: ApiDeps): Koa {
  const router = new Router();
  const limits = createRateLimits(deps.config);
  // Changes are accepted while Temporal is away, so a process with an API is ready without its pollers.
  const readyWithoutPollers = () => ready({ ...deps, pollersRun: () => true });
  addRoutes(router, { ...HEALTH_HANDLERS, 'GET /health/ready': readyWithoutPollers }, deps, limits);
  addRoutes(router, HANDLERS, deps, limits);
  router.get(`${PORTAL_PATH}{/*path}`, portalFiles(deps));
  router.get(DOCS_PATH, docsPage());
  router.get(`${DOCS_PATH}/:file`, docsFile());
  return appWith(deps, router, limits);
}

/** A process that is only a worker serves only its health. */
export function createHealthApp(deps: HealthDeps): Koa {
  const router = new Router();
  const limits = createRateLimits(deps.config);
  addRoutes(router, HEALTH_HANDLERS, deps, limits);
  return appWith(deps, router, limits);
}

function addRoutes<Deps extends HealthDeps>(
  router: Router,
  handlers: Record<string, (deps: Deps) => RouterMiddleware>,
  deps: Deps,
  { limitRate, refuseGuessers }: RateLimits,
): void {
  for (const [route, handler] of Object.entries(handlers) as [
    RouteName,
    (deps: Deps) => RouterMiddleware,
  ][]) {
    const [method, path] = route.split(' ') as [string, string];
    const body = READ_THEIR_BODY.has(route) ? [] : [readBody(), permitBody(route)];
    router.register(
      path,
      [method],
      [
        route === 'POST /api/sign-in' ? refuseGuessers() : limitRate(route),
        permit(route, deps.store),
        ...body,
        handler(deps),
      ],
    );
  }
}

function appWith(deps: HealthDeps, router: Router, limits: RateLimits): Koa {
  const app = new Koa();
  app.proxy = deps.config.trustProxy > 0;
  app.maxIpsCount = deps.config.trustProxy;
  app.silent = true; // handleErrors logs
  app.use(requestId());
  app.use(answerHeaders(deps.config));
  app.use(logRequests(deps.log));
  app.use(handleErrors(deps.log));
  app.use(openModeGuard(deps.config));
  app.use(refuseCrossSite(deps.config));
  app.use(cors(deps.config.frontendUrl));
  app.use(limits.limitGuesses());
  app.use(identifyCaller(deps));
  app.use(compress());
  app.use(notModified());
  app.use(writeJson());
  app.use(hidePayloads(deps.config));
  app.use(refuseUnknownRoutes(router));
  app.use(router.routes());
  return app;
}
