// Every route of the API, by method and path. A path with a name in it comes after one without.
import { BACKFILL_ROUTES } from './routes/backfillRoutes.ts';
import { EXECUTION_ROUTES } from './routes/executionRoutes.ts';
import { JOB_ROUTES } from './routes/jobRoutes.ts';
import { SERVICE_ROUTES } from './routes/serviceRoutes.ts';
import { AUDIT_ROUTES, HEALTH_ROUTES, SCHEDULE_ROUTES, SYSTEM_ROUTES } from './routes/systemRoutes.ts';

/** By chapter of the reference. */
export const CHAPTERS = {
  Jobs: JOB_ROUTES,
  Executions: EXECUTION_ROUTES,
  Backfills: BACKFILL_ROUTES,
  Services: SERVICE_ROUTES,
  Schedules: SCHEDULE_ROUTES,
  Audit: AUDIT_ROUTES,
  'The scheduler itself': { ...SYSTEM_ROUTES, ...HEALTH_ROUTES },
};

export const ROUTES = {
  ...HEALTH_ROUTES,
  ...JOB_ROUTES,
  ...EXECUTION_ROUTES,
  ...BACKFILL_ROUTES,
  ...SERVICE_ROUTES,
  ...SCHEDULE_ROUTES,
  ...AUDIT_ROUTES,
  ...SYSTEM_ROUTES,
};

export type RouteName = keyof typeof ROUTES;
