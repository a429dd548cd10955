// GET /api/jobs?view=summary: the rows of a list of all jobs; with `since`, only the changed ones.
import type { RouterContext } from '@koa/router';
import type { JobSummaries, JobSummaryRow } from '../../../contract/jobSummaries.ts';
import type { ApiDeps } from '../../deps.ts';
import { streamJson } from '../../response/jsonAnswer.ts';
import { withScheduleText } from '../../response/scheduleText.ts';

/** Overlap between polls: transactions last at most 5 s, so a late commit is picked up by the next poll. */
const OVERLAP_MS = 10_000;
/** For an older cursor the whole list is less work. */
const MAX_AGE_MS = 3_600_000;
/** Summaries read, described and sent at once: some 15 ms of work. */
const PAGE_SIZE = 250;

export async function listSummaries(
  { store }: Pick<ApiDeps, 'store'>,
  ctx: RouterContext,
  cursor: string | undefined,
): Promise<void> {
  const since = sinceOf(cursor);
  await streamJson(ctx, summaries());

  async function* summaries(): AsyncGenerator<string, void> {
    let page = await store.listSummaries({ since, limit: PAGE_SIZE });
    const about = { full: since === undefined, cursor: page.now, serverTime: page.now };
    const deleted = [...page.deleted];
    let written = page.jobs.length;
    yield `${JSON.stringify(about satisfies Partial<JobSummaries>).slice(0, -1)},"jobs":[${inWords(page.jobs)}`;
    while (page.nextCursor !== null) {
      page = await store.listSummaries({ since, limit: PAGE_SIZE, cursor: page.nextCursor });
      deleted.push(...page.deleted);
      if (page.jobs.length > 0) yield `${written > 0 ? ',' : ''}${inWords(page.jobs)}`;
      written += page.jobs.length;
    }
    yield `],"deleted":${JSON.stringify(deleted)}}`;
  }
}

function inWords(rows: JobSummaryRow[]): string {
  return rows.map((row) => JSON.stringify(withScheduleText(row))).join(',');
}

/** Undefined: from the beginning, also for a cursor that cannot be read. */
function sinceOf(cursor: string | undefined): string | undefined {
  const instantMs = Date.parse(cursor ?? '');
  if (Number.isNaN(instantMs) || instantMs < Date.now() - MAX_AGE_MS) return undefined;
  return new Date(instantMs - OVERLAP_MS).toISOString();
}
