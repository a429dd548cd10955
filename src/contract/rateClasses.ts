// How many requests one caller may make per minute to one process, by what they cost.
import type { RouteName } from './routes.ts';

/** Requests per minute, each spread evenly or all at once. RATE_LIMITS changes them. */
export const RATE_LIMITS = {
  /** A service registers its jobs at each start: 300 per second. */
  registration: 18_000,
  change: 600,
  trigger: 1_200,
  read: 6_000,
  /** Of one execution, whoever sends them. */
  report: 600,
  /** Refused credentials of one address. */
  signIn: 60,
} as const;
export type RateClass = keyof typeof RATE_LIMITS;

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
