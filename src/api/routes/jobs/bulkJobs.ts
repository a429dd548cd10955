// POST /api/jobs/bulk: the same action on many jobs, with a result per job. The audit events share a bulk id.
import { randomUUID } from 'node:crypto';
import type { RouterContext, RouterMiddleware } from '@koa/router';
import { BulkBody, type BulkDone, type BulkResult } from '../../../contract/bulk.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import { triggerExecutionId } from '../../../domain/identifiers.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { mapConcurrently } from '../../../domain/mapConcurrently.ts';
import type { Author } from '../../../store/verbs/fields.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { authorOf, requesterOf } from '../../request/caller.ts';

export function bulkJobs(deps: ApiDeps): RouterMiddleware {
  const { store, applyEffects } = deps;
  return async (ctx) => {
    const { body } = bodyOf(ctx, ROUTES['POST /api/jobs/bulk'].body);
    const { action } = body;
    const bulkId = randomUUID();
    const results =
      action === 'trigger'
        ? await triggerAll(body, ctx)
        : await changeAll({ ...body, action }, { ...authorOf(ctx, body), bulkId });
    ctx.body = {
      success: results.every(({ success }) => success),
      message: bulkMessage(body, results),
      ...(action !== 'trigger' && { bulkId }),
      results,
    } satisfies BulkDone;
  };

  /** One transaction; the Schedules follow. */
  async function changeAll(
    { action, names, reason, until }: BulkBody & { action: 'enable' | 'disable' | 'delete' },
    author: Author & { bulkId: string },
  ): Promise<BulkResult[]> {
    const { results } = await store.changeJobs({ action, names, ...author, reason, until });
    return mapConcurrently(results, async (result): Promise<BulkResult> => {
      if ('code' in result) return { ...result, success: false };
      const { schedule, nextRunAt } = await applyJobChange(deps, result);
      return { name: result.name, success: true, schedule, nextRunAt };
    });
  }

  /** Accepted one by one; the request does not wait for the runs. */
  function triggerAll({ names, userId, reason }: BulkBody, ctx: RouterContext): Promise<BulkResult[]> {
    const requester = requesterOf(ctx, userId);
    return mapConcurrently([...new Set(names)].toSorted(), triggerOne);

    async function triggerOne(name: string): Promise<BulkResult> {
      try {
        const { run, waits, effects } = await store.acceptTrigger({
          executionId: triggerExecutionId(ctx.state.caller.principal, name, undefined),
          jobName: name,
          ...requester,
          reason,
          requestHash: '',
        });
        await applyEffects(effects);
        return { name, success: true, executionId: run.executionId, waits };
      } catch (error) {
        if (!(error instanceof SchedulerError) || error.code === 'DATABASE_UNAVAILABLE') throw error;
        const { code, message, details } = error;
        return { name, success: false, code, message, details };
      }
    }
  }
}

/** `12 of 13 jobs are disabled`; of triggers also how many of the runs wait. */
function bulkMessage({ action, until }: BulkBody, results: BulkResult[]): string {
  const done = results.filter(({ success }) => success);
  const count = done.length === results.length ? `${done.length}` : `${done.length} of ${results.length}`;
  if (action === 'trigger') {
    const waiting = done.filter((result) => 'waits' in result && result.waits !== null).length;
    return `${count} runs are accepted${waiting === 0 ? '' : `; ${waiting} of them wait for a slot`}`;
  }
  const paused = until ? `paused until ${instantInWords(until, 'UTC')}` : 'disabled';
  return `${count} jobs are ${{ enable: 'enabled', disable: paused, delete: 'deleted' }[action]}`;
}
