// GET /api/jobs/:jobName/summary: one job as the list of summaries shows it.
import type { RouterMiddleware } from '@koa/router';
import type { JobSummaryAnswer } from '../../../contract/jobSummaries.ts';
import type { ApiDeps } from '../../deps.ts';
import { jobNameOf } from '../../request/pathParameters.ts';
import { withScheduleText } from '../../response/scheduleText.ts';

export function jobSummary({ store }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { jobs } = await store.listSummaries({ jobName: jobNameOf(ctx) });
    ctx.body = { summary: withScheduleText(jobs[0]!) } satisfies JobSummaryAnswer;
  };
}
