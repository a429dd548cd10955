// GET /api/time-zones: the names that a job's time zone may have.
import type { RouterMiddleware } from '@koa/router';
import { zoneNames } from '../../domain/cron/zoneNames.ts';
import { ZONE_DATA_VERSION } from '../../domain/cron/zoneData.ts';

export function listTimeZones(): RouterMiddleware {
  const body = { version: ZONE_DATA_VERSION, zones: zoneNames() };
  return (ctx) => {
    ctx.body = body;
  };
}
