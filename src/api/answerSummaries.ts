// GET /api/jobs?view=summary: what a page of all jobs shows; with `since`, only what has changed.
import type { RouterContext } from '@koa/router';
import { z } from 'zod';
import type { JobSummary } from '../contract/jobSummary.ts';
import type { ApiDeps } from './deps.ts';
import { withWords } from './summaryWords.ts';
import { validate } from './validate.ts';

/** Every transaction ends within 5 s: what was not yet there for the last answer comes with the next one. */
const OVERLAP_MS = 10_000;
/** Older than this, the whole list is less work. */
const MAX_AGE_MS = 3_600_000;

const Query = z.object({ since: z.string().max(100).optional() });

export async function answerSummaries({ store }: ApiDeps, ctx: RouterContext): Promise<void> {
  const { since: cursor } = validate(Query, ctx.query);
  const since = sinceOf(cursor);
  const jobs: JobSummary[] = [];
  const deleted: string[] = [];
  let page = await store.listSummaries({ since });
  const serverTime = page.now;
  for (;;) {
    jobs.push(...page.jobs.map(withWords));
    deleted.push(...page.deleted);
    if (page.nextCursor === null) break;
    page = await store.listSummaries({ since, cursor: page.nextCursor });
  }
  ctx.body = { full: since === undefined, jobs, deleted, cursor: serverTime, serverTime };
}

/** Undefined: from the beginning, which is the answer to a cursor that cannot be read, too. */
function sinceOf(cursor: string | undefined): string | undefined {
  const instantMs = Date.parse(cursor ?? '');
  if (Number.isNaN(instantMs) || instantMs < Date.now() - MAX_AGE_MS) return undefined;
  return new Date(instantMs - OVERLAP_MS).toISOString();
}
