// GET /api/time-zones: the names that a job's time zone may have.
import type { RouterMiddleware } from '@koa/router';
import { zoneNames } from '../../../domain/cron/zoneNames.ts';
import type { TimeZones } from '../../../contract/timeZones.ts';
import type { ApiDeps } from '../../deps.ts';

export function listTimeZones({ zoneData }: Pick<ApiDeps, 'zoneData'>): RouterMiddleware {
  const body = { version: zoneData.version, zones: zoneNames() } satisfies TimeZones;
  return (ctx) => {
    ctx.body = body;
  };
}
