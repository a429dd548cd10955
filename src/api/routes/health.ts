// GET /health for people, /health/live and /health/ready for orchestrators.
import type { RouterMiddleware } from '@koa/router';
import { errorMessage } from '../../domain/errors.ts';
import type { HealthDeps } from '../deps.ts';

/** Reconcile runs every 15 s; silent for this long, it has stopped. */
const RECONCILE_SILENT_MS = 60_000;

export function health({ store, temporalProblem, pollersRun, version }: HealthDeps): RouterMiddleware {
  const startedAt = Date.now();
  return async (ctx) => {
    const about = { service: 'scheduler-service', timestamp: new Date().toISOString(), version };
    const [database, temporal] = await Promise.all([
      Promise.all([store.countJobs({}), store.getReconcileState({})]).catch((error: unknown) =>
        errorMessage(error),
      ),
      temporalProblem(),
    ]);
    if (typeof database === 'string') {
      ctx.status = 503;
      ctx.set('retry-after', '5');
      ctx.body = { status: 'unhealthy', ...about, problems: [database] };
      return;
    }
    const [{ count }, { lastSuccessAt, summary: lastPass, totals }] = database;
    const silentMs = Date.now() - Math.max(startedAt, Date.parse(lastSuccessAt ?? '') || 0);
    const problems = [
      ...(temporal === null ? [] : [`${temporal}; changes are accepted and take effect when it is back`]),
      ...(pollersRun() ? [] : ['this process does not poll for work yet']),
      ...(silentMs < RECONCILE_SILENT_MS
        ? []
        : [`reconcile has not succeeded for ${Math.round(silentMs / 1_000)} s; is a worker running?`]),
    ];
    const status = problems.length === 0 ? 'healthy' : 'degraded';
    ctx.body = { status, ...about, jobs: count, problems, reconcile: { lastSuccessAt, lastPass, totals } };
  };
}

export function live(): RouterMiddleware {
  return (ctx) => {
    ctx.body = { status: 'live' };
  };
}

export function ready({ store, pollersRun }: HealthDeps): RouterMiddleware {
  return async (ctx) => {
    await store.countJobs({});
    if (pollersRun()) {
      ctx.body = { status: 'ready' };
      return;
    }
    ctx.status = 503;
    ctx.body = { status: 'not ready', problems: ['this process does not poll for work yet'] };
  };
}
