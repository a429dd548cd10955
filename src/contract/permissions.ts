// Who may do what: route × caller. docs/reference/permissions.md shows this table, and a test compares the two.
import type { Role } from './roles.ts';
import type { RouteName } from './routes.ts';

export interface Permission {
  /** `open`: without credentials. `attempt`: with the token of the execution's attempt, and nothing else. */
  credentials?: 'open' | 'attempt';
  /** The least role of a person. */
  role?: Role;
  /** A lower role suffices for bodies like these. */
  unless?: { body: keyof typeof BODY_RULES; role: Role };
  /**
   * What a token bound to services may do. `own`: with the jobs and runs of its services; in lists it sees only those.
   * `all`: what concerns no service.
   */
  serviceToken?: 'own' | 'all';
}

type Body = Readonly<Record<string, unknown>>;

/** Bodies that ask for less than their route could do, by what the reference says of them. */
export const BODY_RULES = {
  'with `until`': ({ until }: Body) => typeof until === 'string',
  '`action` is `trigger`, or `disable` with `until`': ({ action, until }: Body) =>
    action === 'trigger' || (action === 'disable' && typeof until === 'string'),
  'without `maxConcurrent`': (body: Body) => !('maxConcurrent' in body),
} as const;

export const PERMISSIONS: Record<RouteName, Permission> = {
  // The word and the number of jobs are open; problems and timings are for callers with credentials.
  'GET /health': { credentials: 'open' },
  'GET /health/live': { credentials: 'open' },
  'GET /health/ready': { credentials: 'open' },
  'POST /api/jobs/register': { role: 'admin', serviceToken: 'own' },
  'POST /api/jobs/bulk': {
    role: 'admin',
    unless: { body: '`action` is `trigger`, or `disable` with `until`', role: 'operator' },
  },
  'GET /api/jobs': { role: 'viewer', serviceToken: 'own' },
  'GET /api/jobs/:jobName': { role: 'viewer', serviceToken: 'own' },
  // Shows the state of its parents, which may be others' jobs.
  'GET /api/jobs/:jobName/summary': { role: 'viewer' },
  'PATCH /api/jobs/:jobName': { role: 'admin' },
  'DELETE /api/jobs/:jobName': { role: 'admin' },
  'POST /api/jobs/:jobName/trigger': { role: 'operator', serviceToken: 'own' },
  // An operator may end a pause, not enable what is disabled: enable_job refuses that.
  'POST /api/jobs/:jobName/enable': { role: 'operator' },
  'POST /api/jobs/:jobName/disable': { role: 'admin', unless: { body: 'with `until`', role: 'operator' } },
  'PUT /api/jobs/:jobName/cron': { role: 'admin' },
  'POST /api/jobs/:jobName/skip-next': { role: 'operator' },
  'POST /api/jobs/:jobName/unskip': { role: 'operator' },
  'POST /api/jobs/:jobName/backfill': { role: 'operator' },
  'GET /api/jobs/:jobName/backfills': { role: 'viewer', serviceToken: 'own' },
  'GET /api/jobs/:jobName/dependencies': { role: 'viewer' },
  'GET /api/jobs/:jobName/history': { role: 'viewer', serviceToken: 'own' },
  'GET /api/jobs/:jobName/stats': { role: 'viewer', serviceToken: 'own' },
  'GET /api/jobs/:jobName/upcoming': { role: 'viewer', serviceToken: 'own' },
  'GET /api/jobs/:jobName/events': { role: 'viewer', serviceToken: 'own' },
  'GET /api/executions': { role: 'viewer', serviceToken: 'own' },
  'GET /api/executions/:id': { role: 'viewer', serviceToken: 'own' },
  'POST /api/executions/:id/cancel': { role: 'operator', serviceToken: 'own' },
  'POST /api/executions/:id/rerun': { role: 'operator' },
  'POST /api/executions/:id/progress': { credentials: 'attempt' },
  'POST /api/executions/:id/complete': { credentials: 'attempt' },
  'GET /api/backfills/:id': { role: 'viewer', serviceToken: 'own' },
  'POST /api/backfills/:id/cancel': { role: 'operator' },
  'GET /api/events': { role: 'viewer' },
  // From a page of the scheduler itself only.
  'POST /api/sign-in': { credentials: 'open' },
  'POST /api/sign-out': { credentials: 'open' },
  'GET /api/me': { role: 'viewer', serviceToken: 'all' },
  'GET /api/services': { role: 'viewer' },
  'PUT /api/services/:service': {
    role: 'admin',
    unless: { body: 'without `maxConcurrent`', role: 'operator' },
  },
  'POST /api/cron/preview': { role: 'viewer', serviceToken: 'all' },
  'GET /api/time-zones': { role: 'viewer', serviceToken: 'all' },
  'GET /openapi.json': { role: 'viewer', serviceToken: 'all' },
};

/** @returns the least role of a person for this request; without a body, for the least that the route can do. */
export function leastRole({ role = 'admin', unless }: Permission, body?: object): Role {
  if (unless === undefined) return role;
  return body === undefined || BODY_RULES[unless.body](body as Body) ? unless.role : role;
}

/** Which people may do it: `admin; operator with \`until\``. */
export function personInWords({ credentials, role, unless }: Permission): string {
  if (credentials === 'open') return 'anybody';
  if (credentials === 'attempt') return 'the callback token';
  return unless === undefined ? role! : `${role}; ${unless.role} ${unless.body}`;
}

/** Whether a token bound to services may do it. */
export function serviceTokenInWords({ credentials, serviceToken }: Permission): string {
  if (credentials === 'open') return 'yes';
  return serviceToken === undefined ? 'no' : { own: 'its own', all: 'yes' }[serviceToken];
}
