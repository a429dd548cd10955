// POST /api/jobs/bulk: the same action on many jobs, with an answer per job. The audit's events share a bulk id.
import { randomUUID } from 'node:crypto';
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { SchedulerError } from '../../../domain/errors.ts';
import { triggerExecutionId } from '../../../domain/identifiers.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { mapConcurrently } from '../../../domain/mapConcurrently.ts';
import { applyChange } from '../../response/applyChange.ts';
import { authorOf, ChangeBody, Until } from '../../request/changeBody.ts';
import type { ApiDeps } from '../../deps.ts';
import { startAccepted } from '../../../coordination/startAccepted.ts';
import type { Author } from '../../../store/verbs/fields.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

const Body = ChangeBody.extend({
  action: z.enum(['enable', 'disable', 'delete', 'trigger']),
  names: z.array(z.string().max(100)).min(1).max(1_000),
  /** With `disable`: a pause. */
  until: Until,
}).refine(({ action, until }) => !until || action === 'disable', {
  path: ['until'],
  error: 'goes with the action "disable" only',
});
type Body = z.infer<typeof Body>;

type Result = { name: string; success: boolean } & Record<string, unknown>;

export function bulkJobs(deps: ApiDeps): RouterMiddleware {
  const { store, runs } = deps;
  return async (ctx) => {
    refuseUnknownFields(ctx.state['body'], Object.keys(Body.shape));
    const body = validate(Body, ctx.state['body']);
    const { action } = body;
    const bulkId = randomUUID();
    const results =
      action === 'trigger'
        ? await triggerAll(body)
        : await changeAll({ ...body, action }, { ...authorOf(ctx, body.userId), bulkId });
    ctx.body = {
      success: results.every(({ success }) => success),
      message: inWords(body, results),
      ...(action !== 'trigger' && { bulkId }),
      results,
    };
  };

  /** One transaction; the Schedules follow. */
  async function changeAll(
    { action, names, reason, until }: Body & { action: 'enable' | 'disable' | 'delete' },
    author: Author & { bulkId: string },
  ): Promise<Result[]> {
    const { results } = await store.changeJobs({
      action,
      names,
      ...author,
      reason: reason || undefined,
      until: until ?? undefined,
    });
    return mapConcurrently(results, async (result): Promise<Result> => {
      if ('code' in result) return { ...result, success: false };
      await Promise.all(result.cancel.map((workflowId) => runs.cancel(workflowId)));
      const job = action === 'delete' ? { ...result.job, enabled: false } : result.job;
      const { schedule, nextRunAt } = await applyChange(deps, job);
      return { name: result.name, success: true, schedule, nextRunAt };
    });
  }

  /** Accepted one by one; nobody waits for the runs. */
  function triggerAll({ names, userId, reason }: Body): Promise<Result[]> {
    return mapConcurrently([...new Set(names)].toSorted(), triggerOne);

    async function triggerOne(name: string): Promise<Result> {
      try {
        const accepted = await store.acceptTrigger({
          executionId: triggerExecutionId('anonymous', name, undefined),
          jobName: name,
          userId: userId || undefined,
          reason: reason || undefined,
          triggeredBy: 'manual',
          requestHash: '',
        });
        await startAccepted(runs, accepted);
        return { name, success: true, executionId: accepted.execution.id, waits: accepted.waits };
      } catch (error) {
        if (!(error instanceof SchedulerError) || error.code === 'DATABASE_UNAVAILABLE') throw error;
        const { code, message, details } = error;
        return { name, success: false, code, message, details };
      }
    }
  }
}

/** `12 of 13 jobs are disabled`; of triggers also how many of the runs wait. */
function inWords({ action, until }: Body, results: Result[]): string {
  const done = results.filter(({ success }) => success);
  const count = done.length === results.length ? `${done.length}` : `${done.length} of ${results.length}`;
  if (action === 'trigger') {
    const waiting = done.filter(({ waits }) => waits).length;
    return `${count} runs are accepted${waiting === 0 ? '' : `; ${waiting} of them wait for their turn`}`;
  }
  const paused = until ? `paused until ${instantInWords(until, 'UTC')}` : 'disabled';
  return `${count} jobs are ${{ enable: 'enabled', disable: paused, delete: 'deleted' }[action]}`;
}
