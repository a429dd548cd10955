// GET /health for people, /health/live and /health/ready for orchestrators.
import type { RouterMiddleware } from '@koa/router';
import { COMPILER_VERSION } from '../../domain/cron/scheduleInputs.ts';
import { errorMessage } from '../../domain/errors.ts';
import type { HealthDeps } from '../deps.ts';

/** Reconcile runs every 15 s; silent for this long, it has stopped. */
const RECONCILE_SILENT_MS = 60_000;

export function health({
  store,
  temporalProblem,
  pollersRun,
  version,
  zoneData,
}: HealthDeps): RouterMiddleware {
  const startedAt = Date.now();
  const timeZones = { version: zoneData.version, compiler: COMPILER_VERSION };
  return async (ctx) => {
    const about = { service: 'scheduler-service', timestamp: new Date().toISOString(), version, timeZones };
    const [database, temporal] = await Promise.all([
      timed(() =>
        Promise.all([store.countJobs({}), store.getReconcileState({})]).catch((error: unknown) =>
          errorMessage(error),
        ),
      ),
      timed(temporalProblem),
    ]);
    if (typeof database.answer === 'string') {
      ctx.status = 503;
      ctx.set('retry-after', '5');
      ctx.body = { status: 'unhealthy', ...about, problems: [database.answer] };
      return;
    }
    const [{ count, pending }, { lastSuccessAt, summary: lastPass, totals }] = database.answer;
    const silentMs = Date.now() - Math.max(startedAt, Date.parse(lastSuccessAt ?? '') || 0);
    const problems = [
      ...(temporal.answer === null
        ? []
        : [`${temporal.answer}; changes are accepted and take effect when it is back`]),
      ...(pollersRun() ? [] : ['this process does not poll for work yet']),
      ...(silentMs < RECONCILE_SILENT_MS
        ? []
        : [`reconcile has not succeeded for ${Math.round(silentMs / 1_000)} s; is a worker running?`]),
    ];
    const status = problems.length === 0 ? 'healthy' : 'degraded';
    ctx.body = {
      status,
      ...about,
      jobs: count,
      pendingJobs: pending,
      problems,
      database: { roundTripMs: database.ms },
      temporal: { roundTripMs: temporal.answer === null ? temporal.ms : null },
      pollersRun: pollersRun(),
      reconcile: { lastSuccessAt, lastPass, totals },
    };
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

async function timed<Answer>(ask: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const startedAt = performance.now();
  const answer = await ask();
  return { answer, ms: Math.round(performance.now() - startedAt) };
}
