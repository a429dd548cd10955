// PATCH /api/jobs/:jobName: an operator's settings on top of the declared ones; null returns to the declared value.
import type { RouterMiddleware } from '@koa/router';
import { z } from 'zod';
import { FutureInstant } from '../../../contract/fields.ts';
import { SETTING_NAMES, SettingsBody, type SettingsOverridden } from '../../../contract/jobChanges.ts';
import { OperatorSettings, UNSUPPORTED_SETTINGS } from '../../../contract/jobs.ts';
import { cronWarnings } from '../../../domain/cron/explain/cronWarnings.ts';
import { assertCron } from '../../../domain/cron/assertCron.ts';
import { assertTimeZone } from '../../../domain/cron/timeZones.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import { applyChange } from '../../response/applyChange.ts';
import { changeOf, entityTag } from '../../request/changeBody.ts';
import { dependencyWarnings } from '../../response/dependencyWarnings.ts';
import type { ApiDeps } from '../../deps.ts';
import { nextRunInWords } from '../../response/nextRun.ts';
import { refuseUnknownFields, validate } from '../../request/validate.ts';

export function overrideSettings(deps: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const sent = ctx.state['body'];
    refuseLaterSettings(sent);
    refuseUnknownFields(sent, Object.keys(SettingsBody.shape));
    const body = validate(SettingsBody, sent);
    const dropped = SETTING_NAMES.filter((name) => sent[name] === null);
    const settings = OperatorSettings.parse(
      Object.fromEntries(
        SETTING_NAMES.filter((name) => sent[name] != null).map((name) => [name, sent[name]]),
      ),
    );
    if (dropped.length + Object.keys(settings).length === 0) {
      const message = `names no setting; send some of ${SETTING_NAMES.join(', ')}`;
      throw new SchedulerError('VALIDATION_FAILED', `the body ${message}`, {
        details: [{ path: '', message }],
      });
    }
    const change = changeOf(ctx, body);
    const { jobName } = change;
    if (settings.cronExpression) assertCron(settings.cronExpression, jobName);
    if (settings.timeZone) settings.timeZone = assertTimeZone(settings.timeZone);

    if (settings.runAt) validate(z.object({ runAt: FutureInstant }), { runAt: settings.runAt });

    const changed = await deps.store.changeSettings({ ...change, settings, dropped });
    const { unregisteredParents } = changed;
    const applied = await applyChange(deps, changed);
    const { cronExpression, timeZone, nextRunAt } = applied;
    const overridden = Object.keys(applied.overrides);
    ctx.set('etag', entityTag(applied));
    ctx.body = {
      message: `"${applied.displayName}" ${overridden.length === 0 ? 'is as declared' : `overrides ${overridden.join(', ')}`}${nextRunInWords(nextRunAt, applied)}`,
      job: applied,
      warnings: [
        ...dependencyWarnings(unregisteredParents),
        ...(cronExpression === null
          ? []
          : cronWarnings({ cronExpression, timeZone, jobName, from: new Date() })),
      ],
    } satisfies SettingsOverridden;
  };
}

function refuseLaterSettings(body: object): void {
  const setting = UNSUPPORTED_SETTINGS.find((name) => name in body);
  if (setting !== undefined) {
    throw new SchedulerError(
      'INVALID_SETTING',
      `the setting "${setting}" is not supported yet; leave it out`,
      {
        details: { setting, allowed: SETTING_NAMES },
      },
    );
  }
}
