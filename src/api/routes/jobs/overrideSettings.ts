// PATCH /api/jobs/:jobName: an operator's settings on top of the declared ones; null returns to the declared value.
import type { RouterMiddleware } from '@koa/router';
import { SETTING_NAMES, SettingsBody, type SettingsOverridden } from '../../../contract/jobChanges.ts';
import { UNSUPPORTED_SETTINGS, type Job, type OperatorSettings } from '../../../contract/jobs.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { applyJobChange } from '../../../coordination/applyJobChange.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import type { ApiDeps } from '../../deps.ts';
import { bodyOf } from '../../request/body.ts';
import { changeOf } from '../../request/changeOf.ts';
import { checkSchedule, scheduleWarnings } from '../../request/checkSchedule.ts';
import { entityTag } from '../../request/precondition.ts';
import { dependencyWarnings } from '../../response/dependencyWarnings.ts';
import { nextRunInWords } from '../../response/nextRun.ts';

export function overrideSettings(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    refuseUnsupportedSettings(ctx.state.body);
    const { body } = bodyOf(ctx, ROUTES['PATCH /api/jobs/:jobName'].body);
    const { settings, dropped } = settingsOf(body);
    const change = changeOf(ctx, body);
    const { timeZone = settings.timeZone } = checkSchedule({ jobName: change.jobName, ...settings });
    const request = { ...change, settings: { ...settings, timeZone }, dropped };
    const changed = await deps.store.changeSettings(request);
    const job = await applyJobChange(deps, changed);
    ctx.set('etag', entityTag(job));
    ctx.body = {
      message: overriddenMessage(job),
      job,
      warnings: [...dependencyWarnings(changed.unregisteredParents), ...scheduleWarnings(job)],
    } satisfies SettingsOverridden;
  };
}

function refuseUnsupportedSettings(body: object): void {
  const setting = UNSUPPORTED_SETTINGS.find((name) => name in body);
  if (setting === undefined) return;
  throw new SchedulerError('INVALID_SETTING', `the setting "${setting}" is not supported yet; leave it out`, {
    details: { setting, allowed: SETTING_NAMES },
  });
}

/** @throws SchedulerError VALIDATION_FAILED for a body without settings */
function settingsOf(body: SettingsBody): { settings: OperatorSettings; dropped: (keyof OperatorSettings)[] } {
  const named = SETTING_NAMES.filter((name) => body[name] !== undefined);
  if (named.length === 0) {
    const message = `names no setting; send some of ${SETTING_NAMES.join(', ')}`;
    throw new SchedulerError('VALIDATION_FAILED', `the body ${message}`, {
      details: [{ path: '', message }],
    });
  }
  return {
    settings: Object.fromEntries(named.flatMap((name) => (body[name] === null ? [] : [[name, body[name]]]))),
    dropped: named.filter((name) => body[name] === null),
  };
}

function overriddenMessage(job: Job): string {
  const overridden = Object.keys(job.overrides);
  const now = overridden.length === 0 ? 'is as declared' : `overrides ${overridden.join(', ')}`;
  return `"${job.displayName}" ${now}${nextRunInWords(job.nextRunAt, job)}`;
}
