// GET /health for people, /health/live and /health/ready for orchestrators.
import type { RouterMiddleware } from '@koa/router';
import type { Health, Live, NotReady, PublicHealth, Ready } from '../../../contract/health.ts';
import { COMPILER_VERSION } from '../../../domain/cron/compile/scheduleInputs.ts';
import { errorMessage } from '../../../domain/errors.ts';
import type { HealthDeps } from '../../deps.ts';
import { reconcileProblem } from '../../response/reconcileProblem.ts';

export function health(deps: HealthDeps): RouterMiddleware {
  const { store, temporalProblem, diskProblem, checkSchema, pollersRun, addresses, version, zoneData } = deps;
  const startedAt = Date.now();
  const timeZones = { version: zoneData.version, compiler: COMPILER_VERSION };
  return async (ctx) => {
    const about = {
      service: 'scheduler-service' as const,
      timestamp: new Date().toISOString(),
      version,
      timeZones,
    };
    const answer = (details: Health) => {
      ctx.body = ctx.state.caller.kind === 'nobody' ? withoutDetails(details) : details;
    };
    const [database, temporal] = await Promise.all([
      timed(() =>
        Promise.all([
          store.countJobs({}),
          store.getReconcileState({}),
          checkSchema(),
          store.probeWrites({}),
        ]).catch((error: unknown) => errorMessage(error)),
      ),
      timed(temporalProblem),
    ]);
    const unhealthy = (problem: string) => {
      ctx.status = 503;
      ctx.set('retry-after', '5');
      answer({ status: 'unhealthy', ...about, problems: [problem] });
    };
    if (typeof database.answer === 'string') return unhealthy(database.answer);
    const diskIsFull = diskProblem();
    if (diskIsFull !== null) return unhealthy(diskIsFull);
    const [{ count, pending }, reconcile, schema] = database.answer;
    const { lastSuccessAt, summary: lastPass, totals, failure: lastFailure, outdatedSchedules } = reconcile;
    const repair = reconcileProblem(reconcile, startedAt);
    const servicesFile = addresses.problem();
    const problems = [
      ...(temporal.answer === null
        ? []
        : [`${temporal.answer}; changes are accepted and take effect once it answers`]),
      // A newer one that this version works with is no problem, and is in `schema`.
      ...(schema.note === null || schema.state === 'newer' ? [] : [schema.note]),
      ...(pollersRun() ? [] : ['this process does not poll for work yet']),
      ...(repair === null ? [] : [repair]),
      ...(servicesFile === null ? [] : [servicesFile]),
    ];
    const status = problems.length === 0 ? 'healthy' : 'degraded';
    answer({
      status,
      ...about,
      jobs: count,
      pendingJobs: pending,
      problems,
      database: { roundTripMs: database.ms },
      schema: { codeVersion: schema.codeVersion, note: schema.note },
      temporal: { roundTripMs: temporal.answer === null ? temporal.ms : null },
      pollersRun: pollersRun(),
      reconcile: { lastSuccessAt, lastPass, lastFailure, totals, outdatedSchedules },
    });
  };
}

function withoutDetails(details: Health): PublicHealth {
  const { status, service, timestamp, version } = details;
  return { status, service, timestamp, version, ...('jobs' in details && { jobs: details.jobs }) };
}

export function live(): RouterMiddleware {
  return (ctx) => {
    ctx.body = { status: 'live' } satisfies Live;
  };
}

export function ready({ store, pollersRun }: HealthDeps): RouterMiddleware {
  return async (ctx) => {
    await store.countJobs({});
    if (pollersRun()) {
      ctx.body = { status: 'ready' } satisfies Ready;
      return;
    }
    ctx.status = 503;
    ctx.body = {
      status: 'not ready',
      problems: ['this process does not poll for work yet'],
    } satisfies NotReady;
  };
}

async function timed<Answer>(ask: () => Promise<Answer>): Promise<{ answer: Answer; ms: number }> {
  const startedAt = performance.now();
  const answer = await ask();
  return { answer, ms: Math.round(performance.now() - startedAt) };
}
