// Who may do what, by the API's own table. The API decides; the portal disables the buttons beforehand and says why.
import { useQuery } from '@tanstack/react-query';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { leastRole, PERMISSIONS } from '../../../src/contract/permissions.ts';
import { hasRole, type Role } from '../../../src/contract/roles.ts';
import type { Session } from '../../../src/contract/session.ts';
import { sessionQuery } from '../api/session.ts';
import { queryClient } from '../live/queryClient.ts';

/** What a button does. A pause is a disable, and the end of a pause an enable, of a lower role. */
export type Act = keyof typeof LEAST_ROLES;

const bulk = (body: object) => leastRole(PERMISSIONS['POST /api/jobs/bulk'], body);
const ofService = (body: object) => leastRole(PERMISSIONS['PUT /api/services/:service'], body);
const disable = PERMISSIONS['POST /api/jobs/:jobName/disable'];
const change = leastRole(PERMISSIONS['PATCH /api/jobs/:jobName']);
const ANY_END = { until: '' };

const LEAST_ROLES = {
  trigger: leastRole(PERMISSIONS['POST /api/jobs/:jobName/trigger']),
  cancel: leastRole(PERMISSIONS['POST /api/executions/:id/cancel']),
  rerun: leastRole(PERMISSIONS['POST /api/executions/:id/rerun']),
  'skip-next': leastRole(PERMISSIONS['POST /api/jobs/:jobName/skip-next']),
  unskip: leastRole(PERMISSIONS['POST /api/jobs/:jobName/unskip']),
  disable: leastRole(disable, ANY_END),
  'disable-for-good': leastRole(disable, {}),
  resume: leastRole(PERMISSIONS['POST /api/jobs/:jobName/enable']),
  // enable_job asks it of a job that is disabled.
  enable: 'admin',
  delete: leastRole(PERMISSIONS['DELETE /api/jobs/:jobName']),
  'change-settings': change,
  'return-to-declared': change,
  'bulk-trigger': bulk({ action: 'trigger' }),
  'bulk-disable': bulk({ action: 'disable', ...ANY_END }),
  'bulk-enable': bulk({ action: 'enable' }),
  'bulk-delete': bulk({ action: 'delete' }),
  'limit-service': ofService({ maxConcurrent: 1 }),
  'pause-service': ofService({ paused: true }),
} satisfies Record<string, Role>;

/** Why the act is disabled; null if it is not. */
export function useDisabledReason(act: Act): string | null {
  return useDisabledReasons()(act);
}

/** The same for several acts. */
export function useDisabledReasons(): (act: Act) => string | null {
  const role = useQuery({ ...sessionQuery, select: ({ role: held }) => held }).data;
  return (act) => disabledReason(act, role);
}

/** Others pause. */
export function useCanDisableForGood(): boolean {
  return useDisabledReason('disable-for-good') === null;
}

export function currentDisabledReason(act: Act): string | null {
  return disabledReason(act, queryClient.getQueryData(sessionQuery.queryKey)?.role);
}

/** What enabling this job is. */
export function actOfEnabling({ enabled }: Pick<JobSummary, 'enabled'>): 'enable' | 'resume' {
  return enabled ? 'resume' : 'enable';
}

/** @param role undefined until it is known */
function disabledReason(act: Act, role: Session['role'] | undefined): string | null {
  const least = LEAST_ROLES[act];
  if (role === undefined || (role !== 'service' && hasRole(role, least))) return null;
  return `Requires the ${least} role`;
}
