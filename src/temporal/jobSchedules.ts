// A job's Temporal Schedule: written whole, removed, described, listed. Nothing else touches Schedules.
import {
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  ScheduleOverlapPolicy,
  type ScheduleDescription,
  type ScheduleSummary,
} from '@temporalio/client';
import type { Config } from '../config.ts';
import type { RunJobInput } from '../contract/runJobInput.ts';
import { compileSchedule, type CompiledSchedule } from '../domain/cron/compile/compileSchedule.ts';
import { describeCron } from '../domain/cron/explain/describeCron.ts';
import { knownCron } from '../domain/cron/knownCron.ts';
import { scheduleInputs, type ScheduleInputs } from '../domain/cron/compile/scheduleInputs.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import { jobPage } from '../domain/portalAddress.ts';
import { SCHEDULE_ID_PREFIX, scheduleId } from '../domain/workflowIds.ts';
import type { DesiredSchedule } from '../store/verbs/scheduleSync.ts';
import { searchAttributesOf } from './searchAttributes.ts';
import type { TemporalClient } from './temporalClient.ts';

/** Temporal itself starts a missed occurrence up to this late; after that, catch-up decides. */
const CATCHUP_WINDOW_MS = 60_000;
/**
 * Temporal starts missed occurrences all at once and in any order. A job with several instants a minute could have many of them, and
 * catch-up starts only the newest, or all in order; so Temporal gets the smallest window it accepts.
 */
const SMALLEST_CATCHUP_WINDOW_MS = 10_000;

/** For one page of a list: 1,400 Schedules took a busy development server longer than the 5 s of other calls. */
const LIST_TIMEOUT_MS = 30_000;

export type JobSchedules = ReturnType<typeof createJobSchedules>;

export function createJobSchedules(
  temporal: TemporalClient,
  config: Pick<Config, 'temporalTaskQueue' | 'publicUrl'>,
  zoneData: ZoneData,
) {
  function options(desired: DesiredSchedule & { cronExpression: string }, compiled: CompiledSchedule) {
    const { jobName, revision, cronExpression, timeZone, service, endpoint } = desired;
    const input: RunJobInput = { kind: 'occurrence', jobName, revision, cronExpression, timeZone };
    return {
      spec: {
        ...compiled,
        ...(desired.pausedUntil !== null && { startAt: new Date(desired.pausedUntil) }),
        jitter: desired.jitterSeconds * 1_000,
      },
      action: {
        type: 'startWorkflow' as const,
        workflowType: 'runJob',
        workflowId: scheduleId(jobName),
        taskQueue: config.temporalTaskQueue,
        args: [input],
        // The SDK sends it, although its type lacks it.
        priority: { priorityKey: desired.priority },
        typedSearchAttributes: searchAttributesOf({ jobName, service, origin: 'schedule' }),
        staticSummary: `${jobName} → ${service}`,
        staticDetails: runDetails(config.publicUrl, { jobName, service, endpoint }),
      },
      policies: {
        overlap: ScheduleOverlapPolicy.ALLOW_ALL,
        catchupWindow:
          knownCron(cronExpression, jobName).second.length > 1
            ? SMALLEST_CATCHUP_WINDOW_MS
            : CATCHUP_WINDOW_MS,
        pauseOnFailure: false,
      },
      state: {
        paused: !desired.enabled,
        note: `${describeCron(cronExpression, timeZone, jobName)}; change it there: ${portalUrl(config.publicUrl, jobName)}`,
      },
    };
  }

  return {
    /**
     * Creates or overwrites the Schedule in one update, so that no half of a change can be lost. Resolves to its
     * compiler inputs.
     */
    async write(desired: DesiredSchedule & { cronExpression: string }): Promise<ScheduleInputs> {
      const compiled = compileSchedule({ ...desired, zoneData });
      const whole = options(desired, compiled);
      const id = scheduleId(desired.jobName);
      const create = () =>
        temporal.call(({ schedule }) => schedule.create({ scheduleId: id, ...whole }).then(() => undefined));
      const update = () => temporal.call(({ schedule }) => schedule.getHandle(id).update(() => whole));
      if (desired.projectedRevision === 0) {
        await create().catch(ifThrown(ScheduleAlreadyRunning, update));
      } else {
        await update().catch(ifThrown(ScheduleNotFoundError, create));
      }
      return scheduleInputs(compiled, zoneData);
    },
    async remove(jobName: string): Promise<void> {
      await temporal
        .call(({ schedule }) => schedule.getHandle(scheduleId(jobName)).delete())
        .catch(ifThrown(ScheduleNotFoundError, async () => undefined));
    },
    /** null when there is none. */
    async describe(jobName: string): Promise<DescribedSchedule | null> {
      return temporal
        .call(({ schedule }) => schedule.getHandle(scheduleId(jobName)).describe())
        .then(
          described,
          ifThrown(ScheduleNotFoundError, async () => null),
        );
    },
    /** Our Schedules in the namespace: ids `job:` that start runJob. */
    async *list(): AsyncGenerator<{ jobName: string; paused: boolean }> {
      for await (const summary of listAll(temporal)) {
        if (!summary.scheduleId.startsWith(SCHEDULE_ID_PREFIX) || summary.action?.workflowType !== 'runJob')
          continue;
        yield { jobName: summary.scheduleId.slice(SCHEDULE_ID_PREFIX.length), paused: summary.state.paused };
      }
    },
  };
}

/** The relevant part of a Schedule as Temporal holds it. Every edit changes the conflict token. */
export interface DescribedSchedule {
  conflictToken: string;
  paused: boolean;
  taskQueue: string;
  /** The revision in the action's args, or null when the args were edited. */
  revision: number | null;
}

function described(description: ScheduleDescription): DescribedSchedule {
  const input = description.action.args?.[0] as Partial<RunJobInput & { revision: number }> | undefined;
  return {
    conflictToken: Buffer.from(description.raw.conflictToken ?? []).toString('base64'),
    paused: description.state.paused,
    taskQueue: description.action.taskQueue,
    revision: typeof input?.revision === 'number' ? input.revision : null,
  };
}

/** The job's page in the admin portal. */
function portalUrl(publicUrl: string, jobName: string): string {
  return `${publicUrl}/admin/scheduler/jobs/${jobName}`;
}

/** Static details of a run in the Temporal UI (Markdown). */
export function runDetails(
  publicUrl: string,
  run: { jobName: string; service: string; endpoint: string },
): string {
  const page = (tab?: 'history' | 'audit') => jobPage(publicUrl, run.jobName, tab);
  return [
    `Job [${run.jobName}](${page()}) of service ${run.service}, endpoint \`${run.endpoint}\`.`,
    `[History](${page('history')}) · [Audit](${page('audit')})`,
  ].join('\n\n');
}

async function* listAll(temporal: TemporalClient): AsyncGenerator<ScheduleSummary> {
  const pages = temporal.client.schedule.list({ pageSize: 500 })[Symbol.asyncIterator]();
  for (;;) {
    const next = await temporal.call(() => pages.next(), LIST_TIMEOUT_MS);
    if (next.done) return;
    yield next.value;
  }
}

function ifThrown<T>(kind: abstract new (...args: never[]) => Error, then: () => Promise<T>) {
  return async (error: unknown): Promise<T> => {
    if (error instanceof kind) return then();
    throw error;
  };
}
