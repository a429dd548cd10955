// POST /api/jobs/register: a service declares a job, at every start.
import type { RouterMiddleware } from '@koa/router';
import { SETTING_NAMES } from '../../../contract/jobChanges.ts';
import {
  JobRegistration,
  UNSUPPORTED_SETTINGS,
  type Job,
  type JobRegistered,
  type JobSettings,
} from '../../../contract/jobs.ts';
import type { Warning } from '../../../contract/warnings.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import { expectedRuns } from '../../../coordination/expectedRuns.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import type { RequestCaller } from '../../request/caller.ts';
import { checkSchedule, scheduleWarnings } from '../../request/checkSchedule.ts';
import { entityTag } from '../../request/precondition.ts';
import { requireServiceUrl } from '../../request/requireServiceUrl.ts';
import { dependencyWarnings } from '../../response/dependencyWarnings.ts';
import { whenWithoutSchedule } from '../../response/nextRun.ts';

export function registerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { body, warnings } = bodyOf(ctx, ROUTES['POST /api/jobs/register'].body, {
      alsoKnown: UNSUPPORTED_SETTINGS,
    });
    const { name, displayName, description, jobType, service, endpoint, config } = body;
    requireServiceUrl(deps.addresses, service);
    const { timeZone = body.timeZone } = checkSchedule({ jobName: name, ...body });
    const declared = { ...settingsOf(body), timeZone };

    const changed = await deps.store.registerJob({
      name,
      displayName: displayName ?? name,
      description: description ?? '',
      jobType,
      service,
      endpoint,
      config: config ?? {},
      declared,
      expected: expectedRuns({ name, ...declared }, deps.zoneData),
      ...registrarOf(ctx.state.caller, service),
    });
    const job = await applyJobChange(deps, changed);
    ctx.set('etag', entityTag(job));
    ctx.body = {
      success: true,
      message: `job "${name}" ${changed.created ? 'registered' : 'is up to date'}; ${nextRunMessage(job)}`,
      job,
      warnings: [
        ...unsupportedWarnings(ctx.state.body),
        ...warnings,
        ...dependencyWarnings(changed.unregisteredParents),
        ...runAtWarnings(job),
        ...scheduleWarnings({ name, ...declared }),
      ],
    } satisfies JobRegistered;
  };
}

/** A service registers its jobs, with or without credentials; or an admin does it. */
function registrarOf({ kind, name, principal, services }: RequestCaller, service: string) {
  return {
    actor: kind === 'person' ? name : `service:${service}`,
    principal,
    keepOwner: services !== undefined,
  };
}

function settingsOf(registration: JobRegistration): JobSettings {
  return Object.fromEntries(SETTING_NAMES.map((name) => [name, registration[name]] as unknown[]));
}

function unsupportedWarnings(body: object): Warning[] {
  return UNSUPPORTED_SETTINGS.filter((field) => field in body).map((field): Warning => ({
    code: 'SETTING_NOT_SUPPORTED',
    field,
    message: `the setting "${field}" is not supported yet and was ignored`,
  }));
}

function runAtWarnings({ runAt }: Job): Warning[] {
  if (runAt === null || Date.parse(runAt) > Date.now()) return [];
  const message = `runAt ${runAt} is in the past, so the job will not run then`;
  return [{ code: 'RUN_AT_PASSED', field: 'runAt', message }];
}

function nextRunMessage(job: Job): string {
  if (!job.enabled) return 'it is disabled';
  return job.nextRunAt === null
    ? whenWithoutSchedule(job)
    : `next run ${instantInWords(job.nextRunAt, job.timeZone)}`;
}
