// POST /api/jobs/register: a service declares a job, at every start.
import type { RouterMiddleware } from '@koa/router';
import type { Config } from '../../../config.ts';
import { isReservedVariable } from '../../../config.ts';
import { PLATFORM_VARIABLES } from '../../../platformVariables.ts';
import {
  JobRegistration,
  JobSettings,
  UNSUPPORTED_SETTINGS,
  type Job,
  type JobRegistered,
} from '../../../contract/jobs.ts';
import { cronWarnings } from '../../../domain/cron/explain/cronWarnings.ts';
import { assertCron } from '../../../domain/cron/assertCron.ts';
import { assertTimeZone } from '../../../domain/cron/timeZones.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import { instantInWords } from '../../../domain/instantInWords.ts';
import { serviceUrlVariable } from '../../../domain/identifiers.ts';
import type { Warning } from '../../../contract/warnings.ts';
import { expectedRuns } from '../../../coordination/expectedRuns.ts';
import { applyChange } from '../../response/applyChange.ts';
import { dependencyWarnings } from '../../response/dependencyWarnings.ts';
import { entityTag } from '../../request/changeBody.ts';
import type { ApiDeps } from '../../deps.ts';
import { whenWithoutSchedule } from '../../response/nextRun.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

export function registerJob(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const body = ctx.state['body'];
    const registration = validate(JobRegistration, body);
    const { name, displayName, description, jobType, service, endpoint, config } = registration;
    requireServiceUrl(deps.config, service);
    const declared = JobSettings.parse({ ...registration, timeZone: assertTimeZone(registration.timeZone) });
    const { cronExpression, timeZone } = declared;
    if (cronExpression !== null) assertCron(cronExpression, name);

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
      actor: `service:${service}`,
    });
    const { created, unregisteredParents } = changed;
    const applied = await applyChange(deps, changed);
    ctx.set('etag', entityTag(applied));
    ctx.body = {
      success: true,
      message: `job "${name}" ${created ? 'registered' : 'is up to date'}; ${whenInWords(applied)}`,
      job: applied,
      warnings: [
        ...registrationWarnings(body),
        ...dependencyWarnings(unregisteredParents),
        ...runAtWarnings(applied),
        ...(cronExpression === null
          ? []
          : cronWarnings({ cronExpression, timeZone, jobName: name, from: new Date() })),
      ],
    } satisfies JobRegistered;
  };
}

function requireServiceUrl(config: Pick<Config, 'services' | 'serviceUrls'>, service: string): void {
  const { services, serviceUrls } = config;
  const variable = serviceUrlVariable(service);
  if (isReservedVariable(variable)) {
    throw new SchedulerError(
      'SERVICE_NAME_RESERVED',
      `service "${service}" would be called at ${variable}, which is the scheduler's own setting; choose another service name`,
      { details: { service, variable } },
    );
  }
  if (services === undefined && PLATFORM_VARIABLES.has(variable)) {
    throw new SchedulerError(
      'SERVICE_NAME_RESERVED',
      `service "${service}" would be called at ${variable}, which platforms set for themselves; choose another service name, or list the services in the scheduler's SERVICES`,
      { details: { service, variable } },
    );
  }
  if (services !== undefined && !services.includes(service)) {
    throw new SchedulerError(
      'SERVICE_URL_MISSING',
      `the scheduler calls the services of its setting SERVICES only, and service "${service}" is not among them: add it there, set ${variable} to its http(s) address, and restart it`,
      { details: { service, variable } },
    );
  }
  if (!serviceUrls.has(variable)) {
    throw new SchedulerError(
      'SERVICE_URL_MISSING',
      `the scheduler does not know where service "${service}" is: set ${variable} to its http(s) address in the scheduler's environment and restart it`,
      { details: { service, variable } },
    );
  }
}

function registrationWarnings(body: object): Warning[] {
  const unsupported = UNSUPPORTED_SETTINGS.filter((field) => field in body);
  return [
    ...unsupported.map((field): Warning => ({
      code: 'SETTING_NOT_SUPPORTED',
      field,
      message: `the setting "${field}" is not supported yet and was ignored`,
    })),
    ...unknownFieldWarnings(body, [...Object.keys(JobRegistration.shape), ...UNSUPPORTED_SETTINGS]),
  ];
}

function runAtWarnings({ runAt }: Job): Warning[] {
  if (runAt === null || Date.parse(runAt) > Date.now()) return [];
  return [{ code: 'RUN_AT_PASSED', field: 'runAt', message: `${runAt} is over; it is no run to come` }];
}

function whenInWords(job: Job): string {
  if (!job.enabled) return 'it is disabled';
  return job.nextRunAt === null
    ? whenWithoutSchedule(job)
    : `next run ${instantInWords(job.nextRunAt, job.timeZone)}`;
}
