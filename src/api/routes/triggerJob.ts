// POST /api/jobs/:jobName/trigger: run now, and wait for the result as long as the caller does.
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { RouterContext, RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { isFinished, type Execution } from '../../contract/execution.ts';
import { JobConfig } from '../../contract/job.ts';
import { SchedulerError } from '../../domain/errors.ts';
import { triggerExecutionId } from '../../domain/identifiers.ts';
import type { ApiDeps } from '../deps.ts';
import { jobNameOf } from '../pathParameters.ts';
import { preferredWaitMs } from '../preferredWaitMs.ts';
import { unknownFieldWarnings, validate } from '../validate.ts';

const Body = z.object({
  userId: z.string().max(200).nullish(),
  config: JobConfig.nullish(),
  reason: z.string().max(1_000).nullish(),
});
const Headers = z.object({
  'Idempotency-Key': z.string().regex(/^[\x21-\x7e]{0,255}$/, 'must be 1 to 255 visible ASCII characters'),
});

/** A closed workflow whose row is not finished yet, or a database that is away: ask again after this. */
const ASK_AGAIN_MS = 250;

export function triggerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { userId, config, reason } = validate(Body, ctx.state['body']);
    const jobName = jobNameOf(ctx);
    const { 'Idempotency-Key': key } = validate(Headers, { 'Idempotency-Key': ctx.get('idempotency-key') });
    const request = { userId: userId || undefined, config: config ?? undefined, reason: reason || undefined };
    const { execution } = await deps.store.acceptTrigger({
      executionId: triggerExecutionId('anonymous', jobName, key || undefined),
      jobName,
      ...request,
      triggeredBy: 'manual',
      requestHash: createHash('sha256').update(canonical(request)).digest('hex'),
    });
    const warnings = unknownFieldWarnings(ctx.state['body'], Object.keys(Body.shape));
    const started =
      execution.status !== 'queued' ||
      (await deps.executions.start({
        executionId: execution.id,
        jobName,
        service: execution.service,
        endpoint: execution.endpoint,
        origin: execution.origin,
      }));
    const ended = started ? await waitForEnd(deps, ctx, execution) : null;
    const about = { executionId: execution.id, ...(warnings.length > 0 && { warnings }) };
    if (ended === null) {
      ctx.status = 202;
      ctx.set('location', `/api/executions/${execution.id}`);
      ctx.body = {
        message: `job "${jobName}" was accepted${started ? '' : ' and runs as soon as Temporal is back'}`,
        ...about,
      };
      return;
    }
    ctx.body = { message: `job "${jobName}" ${ended.status}`, ...about, result: resultOf(ended) };
  };
}

/** The finished execution, or null when the caller prefers not to wait longer, has gone, or this process stops. */
async function waitForEnd(
  { store, executions, stopping, log }: ApiDeps,
  ctx: RouterContext,
  accepted: Execution,
): Promise<Execution | null> {
  const waitMs = preferredWaitMs(ctx.get('prefer'));
  if (waitMs !== null)
    ctx.set('preference-applied', waitMs === 0 ? 'respond-async' : `wait=${waitMs / 1_000}`);
  const gone = new AbortController();
  const hangUp = () => gone.abort();
  ctx.res.once('close', hangUp);
  const signals = [gone.signal, stopping, ...(waitMs === null ? [] : [AbortSignal.timeout(waitMs)])];
  const enough = AbortSignal.any(signals);
  try {
    for (let execution = accepted; ;) {
      if (isFinished(execution.status)) return execution;
      if (enough.aborted || waitMs === 0) return null;
      await executions.awaitEnd(execution.workflow_id, enough);
      execution = await readAgain(execution);
      if (!isFinished(execution.status)) await delay(ASK_AGAIN_MS, undefined, { signal: enough });
    }
  } catch (error) {
    if (enough.aborted) return null;
    throw error;
  } finally {
    ctx.res.off('close', hangUp);
  }

  /** The run goes on while the database is away, so the wait does, too. */
  async function readAgain(execution: Execution): Promise<Execution> {
    try {
      return (await store.getExecution({ executionId: execution.id })).execution;
    } catch (error) {
      if (!(error instanceof SchedulerError) || error.code !== 'DATABASE_UNAVAILABLE') throw error;
      log.warn({ executionId: execution.id }, 'database away while a caller waits for a run');
      return execution;
    }
  }
}

function resultOf(execution: Execution) {
  const success = execution.status === 'completed';
  return {
    success,
    itemsProcessed: execution.items_processed ?? 0,
    itemsSucceeded: execution.items_succeeded ?? 0,
    itemsFailed: execution.items_failed ?? 0,
    error: success
      ? null
      : (execution.error_message ?? execution.reason ?? `the run was ${execution.status}`),
    metadata: execution.metadata ?? {},
  };
}

/** JSON with sorted keys, so that the same request has the same hash however its keys are ordered. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
