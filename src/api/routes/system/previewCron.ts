// POST /api/cron/preview: an expression in words, its next occurrences, and what may surprise.
import type { RouterMiddleware } from '@koa/router';
import type { CronPreview } from '../../../contract/cronPreview.ts';
import { cronWarnings } from '../../../domain/cron/explain/cronWarnings.ts';
import { describeCron } from '../../../domain/cron/explain/describeCron.ts';
import { isOccurrence, occurrences } from '../../../domain/cron/occurrences.ts';
import { assertCron } from '../../../domain/cron/assertCron.ts';
import { runsPerYear } from '../../../domain/cron/explain/runsPerYear.ts';
import { sharedInstant } from '../../../domain/cron/explain/sharedInstant.ts';
import { assertTimeZone } from '../../../domain/cron/timeZones.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import type { Warning } from '../../../contract/warnings.ts';
import { ROUTES } from '../../../contract/routes.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';

type Sharing = ReturnType<typeof sharedInstant> & { atLeast: boolean };

/** From this many jobs at one instant on, the preview proposes a quieter one. */
const MANY_JOBS = 10;
const USUAL_DAYS_MS = 30 * 86_400_000;

export function previewCron({ store, zoneData }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body } = bodyOf(ctx, ROUTES['POST /api/cron/preview'].body);
    const { cronExpression, count, jobName, compareWith } = body;
    const timeZone = assertTimeZone(body.timeZone);
    const { expression: resolved } = assertCron(cronExpression, jobName);
    const cron = { cronExpression, timeZone, jobName, zoneData };
    const now = new Date();
    const due = occurrences({ ...cron, after: now, count });
    const isChanged = (instant: Date) =>
      compareWith !== undefined && !isOccurrence({ ...compareWith, jobName, zoneData, instant });
    const next = due[0];
    const sharing = next === undefined ? null : await sharingAt(next, jobName);
    ctx.body = {
      description: describeCron(cronExpression, timeZone, jobName),
      resolved,
      upcoming: due.map((instant) => ({
        scheduledFor: instant.toISOString(),
        ...(isChanged(instant) && { changed: true as const }),
      })),
      runsPerYear: runsPerYear(cronExpression, now, jobName),
      sharing:
        sharing === null
          ? null
          : {
              scheduledFor: next!.toISOString(),
              otherJobs: sharing.jobs,
              ...(sharing.atLeast && { atLeast: true as const }),
            },
      warnings: [
        ...cronWarnings({ ...cron, from: now }),
        ...(await overlapWarnings(jobName, due)),
        ...(sharing === null ? [] : sharingWarnings(next!, sharing)),
      ],
    } satisfies CronPreview;
  };

  /** `atLeast`: there are more expressions than are counted, and rare ones are left out. */
  async function sharingAt(next: Date, jobName: string | undefined): Promise<Sharing> {
    const { expressions, more } = await store.countExpressions({ exceptJob: jobName });
    const crons = expressions.map((other) => ({ ...other, jobName: other.jobName ?? undefined, zoneData }));
    return { ...sharedInstant(next, crons), atLeast: more };
  }

  /** Compares gaps with the average duration of the job's runs in the last 30 days. */
  async function overlapWarnings(jobName: string | undefined, due: Date[]): Promise<Warning[]> {
    const usualMs = jobName === undefined ? null : await usualDurationMs(jobName);
    const gapsMs = due.slice(1).map((instant, index) => instant.getTime() - due[index]!.getTime());
    const shortestMs = Math.min(...gapsMs);
    if (usualMs === null || shortestMs >= usualMs) return [];
    return [
      {
        code: 'RUNS_OVERLAP',
        field: 'cronExpression',
        message: `runs are due ${shortestMs / 1_000} s apart and usually take ${(usualMs / 1_000).toFixed(1)} s: the overlap rule decides what happens to the next one`,
      },
    ];
  }

  async function usualDurationMs(jobName: string): Promise<number | null> {
    const to = new Date();
    const from = new Date(to.getTime() - USUAL_DAYS_MS);
    try {
      const period = { from: from.toISOString(), to: to.toISOString() };
      return (await store.jobStats({ jobName, ...period })).stats.avg_duration_ms;
    } catch (error) {
      // The job is not registered yet.
      if (error instanceof SchedulerError && error.code === 'JOB_NOT_FOUND') return null;
      throw error;
    }
  }
}

function timeOf(instant: Date): string {
  return instant.toISOString().slice(11, 16);
}

function sharingWarnings(next: Date, { jobs, quieterAt, atLeast }: Sharing): Warning[] {
  if (jobs < MANY_JOBS) return [];
  return [
    {
      code: 'SHARED_INSTANT',
      field: 'cronExpression',
      message: `${atLeast ? 'at least ' : ''}${jobs} other jobs start at ${timeOf(next)} UTC; ${timeOf(quieterAt)} UTC is quieter, and H takes a minute of the job's own`,
    },
  ];
}
