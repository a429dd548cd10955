// The class of each route, by which its requests are counted.
import type { RateClass } from '../domain/rateLimits.ts';
import type { RouteName } from './routes.ts';

const REPORTS = new Set<RouteName>([
  'POST /api/executions/:id/progress',
  'POST /api/executions/:id/complete',
]);
const TRIGGERS = new Set<RouteName>([
  'POST /api/jobs/:jobName/trigger',
  'POST /api/jobs/:jobName/backfill',
  'POST /api/executions/:id/rerun',
]);

/** Undefined: health, which is never refused. Signing in counts when it is refused. */
export function rateClassOf(route: RouteName): RateClass | undefined {
  if (route.startsWith('GET /health') || route.includes('/sign-')) return undefined;
  if (route === 'POST /api/jobs/register') return 'registration';
  if (REPORTS.has(route)) return 'report';
  if (TRIGGERS.has(route)) return 'trigger';
  return route.startsWith('GET ') || route === 'POST /api/cron/preview' ? 'read' : 'change';
}
