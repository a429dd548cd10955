// POST /api/jobs/:jobName/backfill: makes up the occurrences of a period that no run has completed, one after the other.
import type { RouterMiddleware } from '@koa/router';
import { pastOccurrences } from '../../../domain/cron/pastOccurrences.ts';
import { backfillExecutionId, backfillId } from '../../../domain/identifiers.ts';
import {
  BackfillBody,
  type BackfillAccepted,
  type BackfillPlan,
  type IncompleteOccurrence,
} from '../../../contract/backfills.ts';
import { authorOf } from '../../request/changeBody.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { idempotencyKeyOf, requestHash } from '../../request/runRequest.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

/** The database is asked about this many occurrences at a time, and about so many in all. */
const PAGE = 1_000;
const MAX_EXAMINED = 100_000;

export function backfillJob({ store, applyEffects }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const jobName = jobNameOf(ctx);
    refuseUnknownFields(ctx.state['body'], ['from', 'to', 'limit', 'dryRun', 'userId', 'reason']);
    const {
      from,
      to = new Date(),
      limit,
      dryRun,
      userId,
      reason,
    } = validate(BackfillBody, ctx.state['body']);
    const { occurrences, continueFrom } = await incomplete(jobName, { from, to, limit });
    const period = { from: from.toISOString(), to: to.toISOString() };
    const rest = continueFrom === null ? '' : `; continue with "from": "${continueFrom}"`;
    if (dryRun) {
      const message = `${occurrences.length} runs of job "${jobName}" would be made up${rest}`;
      ctx.body = { message, occurrences, continueFrom } satisfies BackfillPlan;
      return;
    }
    const id = backfillId('anonymous', jobName, idempotencyKeyOf(ctx));
    const { backfill, effects } = await store.acceptBackfill({
      backfillId: id,
      jobName,
      ...period,
      occurrences: occurrences.map(({ scheduledFor }) => ({
        executionId: backfillExecutionId(id, jobName, scheduledFor),
        scheduledFor,
      })),
      ...authorOf(ctx, userId),
      userId,
      reason,
      triggeredBy: 'manual',
      requestHash: requestHash({ from, to: ctx.state['body'].to, limit, userId, reason }),
    });
    await applyEffects(effects);
    ctx.status = 202;
    ctx.set('location', `/api/backfills/${id}`);
    const message = `${backfill.total} runs of job "${jobName}" are made up, one after the other${rest}`;
    ctx.body = { message, backfill, occurrences, continueFrom } satisfies BackfillAccepted;
  };

  /** At most `limit`, oldest first; `continueFrom`: where the next request goes on, null when the period is through. */
  async function incomplete(
    jobName: string,
    { from, to, limit }: { from: Date; to: Date; limit: number },
  ): Promise<{ occurrences: IncompleteOccurrence[]; continueFrom: string | null }> {
    const basis = await store.getBackfillBasis({ jobName, from: from.toISOString(), to: to.toISOString() });
    const due = pastOccurrences({ jobName, from, to, definitions: basis.definitions, present: basis });
    const found: IncompleteOccurrence[] = [];
    for (let examined = 0; ;) {
      const instants = take(due, PAGE);
      examined += instants.length;
      found.push(...(await store.listIncomplete({ jobName, instants })).occurrences);
      const through = instants.length < PAGE;
      const next = found[limit]?.scheduledFor ?? (through ? null : nextInstant(instants.at(-1)!));
      if (through || found.length > limit || examined >= MAX_EXAMINED) {
        return { occurrences: found.slice(0, limit), continueFrom: next };
      }
    }
  }
}

/** Unlike Iterator.take, leaves the rest for the next time. */
function take(instants: Iterator<string>, count: number): string[] {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = instants.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function nextInstant(instant: string): string {
  return new Date(Date.parse(instant) + 1_000).toISOString();
}
