// The HTTP API: order of middleware and list of routes.
import { Router } from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import { PORTAL_PATH } from '../domain/portalAddress.ts';
import type { ApiDeps, HealthDeps } from './deps.ts';
import { handleErrors } from './middleware/handleErrors.ts';
import { answerHeaders } from './middleware/answerHeaders.ts';
import { cors } from './middleware/cors.ts';
import { logRequests } from './middleware/logRequests.ts';
import { notModified } from './middleware/notModified.ts';
import { openModeGuard } from './middleware/openModeGuard.ts';
import { readBody } from './middleware/readBody.ts';
import { refuseCrossSite } from './middleware/refuseCrossSite.ts';
import { requestId } from './middleware/requestId.ts';
import { refuseUnknownRoutes } from './middleware/refuseUnknownRoutes.ts';
import { writeJson } from './middleware/writeJson.ts';
import { portalFiles } from './portal/portalFiles.ts';
import { isReport } from './request/readReport.ts';
import { backfillJob } from './routes/backfills/backfillJob.ts';
import { cancelBackfill } from './routes/backfills/cancelBackfill.ts';
import { cancelExecution } from './routes/executions/cancelExecution.ts';
import { changeCron } from './routes/jobs/changeCron.ts';
import { bulkJobs } from './routes/jobs/bulkJobs.ts';
import { updateService } from './routes/services/updateService.ts';
import { overrideSettings } from './routes/jobs/overrideSettings.ts';
import { completeExecution } from './routes/executions/completeExecution.ts';
import { deleteJob } from './routes/jobs/deleteJob.ts';
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
import { me } from './routes/system/me.ts';
import { previewCron } from './routes/system/previewCron.ts';
import { registerJob } from './routes/jobs/registerJob.ts';
import { reportProgress } from './routes/executions/reportProgress.ts';
import { rerunExecution } from './routes/executions/rerunExecution.ts';
import { skipNext } from './routes/jobs/skipNext.ts';
import { triggerJob } from './routes/jobs/triggerJob.ts';
import { unskip } from './routes/jobs/unskip.ts';

export function createApp(deps: ApiDeps): Koa {
  return appWith(deps, createRouter(deps));
}

/** Every route; docs/reference/http-api.md has a section for each. */
export function createRouter(deps: ApiDeps): Router {
  // Changes are accepted while Temporal is away, so a process with an API is ready without its pollers.
  const router = healthRouter(deps, () => true);
  router.post('/api/jobs/register', registerJob(deps));
  router.post('/api/jobs/bulk', bulkJobs(deps));
  router.get('/api/jobs', listJobs(deps));
  router.get('/api/jobs/:jobName', getJob(deps));
  router.get('/api/jobs/:jobName/summary', jobSummary(deps));
  router.patch('/api/jobs/:jobName', overrideSettings(deps));
  router.delete('/api/jobs/:jobName', deleteJob(deps));
  router.post('/api/jobs/:jobName/trigger', triggerJob(deps));
  router.post('/api/jobs/:jobName/enable', enableJob(deps));
  router.post('/api/jobs/:jobName/disable', disableJob(deps));
  router.put('/api/jobs/:jobName/cron', changeCron(deps));
  router.post('/api/jobs/:jobName/skip-next', skipNext(deps));
  router.post('/api/jobs/:jobName/unskip', unskip(deps));
  router.post('/api/jobs/:jobName/backfill', backfillJob(deps));
  router.get('/api/jobs/:jobName/backfills', listBackfills(deps));
  router.get('/api/jobs/:jobName/dependencies', jobDependencies(deps));
  router.get('/api/jobs/:jobName/history', listHistory(deps));
  router.get('/api/jobs/:jobName/stats', jobStats(deps));
  router.get('/api/jobs/:jobName/upcoming', listUpcoming(deps));
  router.get('/api/jobs/:jobName/events', listEvents(deps));
  router.get('/api/executions', listExecutions(deps));
  router.get('/api/executions/:id', getExecution(deps));
  router.post('/api/executions/:id/cancel', cancelExecution(deps));
  router.post('/api/executions/:id/rerun', rerunExecution(deps));
  router.post('/api/executions/:id/progress', reportProgress(deps));
  router.post('/api/executions/:id/complete', completeExecution(deps));
  router.get('/api/backfills/:id', getBackfill(deps));
  router.post('/api/backfills/:id/cancel', cancelBackfill(deps));
  router.get('/api/events', listAudit(deps));
  router.get('/api/me', me(deps));
  router.get('/api/services', listServices(deps));
  router.put('/api/services/:service', updateService(deps));
  router.post('/api/cron/preview', previewCron(deps));
  router.get('/api/time-zones', listTimeZones(deps));
  router.get(`${PORTAL_PATH}{/*path}`, portalFiles(deps));
  return router;
}

/** A process that is only a worker serves only its health. */
export function createHealthApp(deps: HealthDeps): Koa {
  return appWith(deps, healthRouter(deps, deps.pollersRun));
}

function healthRouter(deps: HealthDeps, pollersRun: () => boolean): Router {
  const router = new Router();
  router.get('/health', health(deps));
  router.get('/health/live', live());
  router.get('/health/ready', ready({ ...deps, pollersRun }));
  return router;
}

function appWith(deps: HealthDeps, router: Router): Koa {
  const app = new Koa();
  app.silent = true; // handleErrors logs
  app.use(requestId());
  app.use(answerHeaders());
  app.use(logRequests(deps.log));
  app.use(handleErrors(deps.log));
  app.use(openModeGuard(deps.config));
  app.use(refuseCrossSite(deps.config));
  app.use(cors(deps.config.frontendUrl));
  app.use(compress());
  app.use(notModified());
  app.use(writeJson());
  app.use(refuseUnknownRoutes(router));
  app.use(readBody(isReport));
  app.use(router.routes());
  return app;
}
