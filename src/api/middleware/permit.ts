// Refuses requests that their caller may not make, by the table in contract/permissions.ts.
import type { RouterContext, RouterMiddleware } from '@koa/router';
import { leastRole, PERMISSIONS, type Permission } from '../../contract/permissions.ts';
import { hasRole, type Role } from '../../contract/roles.ts';
import type { RouteName } from '../../contract/routes.ts';
import { SchedulerError } from '../../domain/errors.ts';
import type { Store } from '../../store/store.ts';
import { backfillIdOf, executionIdOf, jobNameOf } from '../request/pathParameters.ts';

/** Before the body is read. `store`: finds whose a job or run is, for a token bound to services. */
export function permit(route: RouteName, store: Pick<Store, 'findOwner'>): RouterMiddleware {
  const permission = PERMISSIONS[route];
  return async (ctx, next) => {
    if (permission.credentials !== undefined) return next();
    const { kind, role, services } = ctx.state.caller;
    if (kind === 'nobody') {
      throw new SchedulerError(
        'UNAUTHENTICATED',
        'this needs credentials: send "Authorization: Bearer <token>", with a service token, or the token of a person who has signed in',
      );
    }
    if (services !== undefined) await permitService(ctx, route, permission, services, store);
    else refuseLowerRole(ctx, permission, role);
    return next();
  };
}

/** After the body was read: fields may need a higher role than the route, and name a service. */
export function permitBody(route: RouteName): RouterMiddleware {
  const permission = PERMISSIONS[route];
  return (ctx, next) => {
    const { role, services } = ctx.state.caller;
    if (permission.credentials === undefined && services === undefined) {
      refuseLowerRole(ctx, permission, role, ctx.state.body);
    }
    if (services !== undefined && route === 'POST /api/jobs/register' && 'service' in ctx.state.body) {
      refuseOtherService(services, String(ctx.state.body.service));
    }
    return next();
  };
}

function refuseLowerRole(ctx: RouterContext, permission: Permission, role: Role | null, body?: object): void {
  const least = leastRole(permission, body);
  if (role !== null && hasRole(role, least)) return;
  const unless = permission.unless && role === permission.unless.role ? permission.unless.body : undefined;
  const as = unless === undefined ? '' : `, unless the body is one ${unless}`;
  throw new SchedulerError(
    'FORBIDDEN',
    `${ctx.method} ${ctx.path} needs the role ${least}${as}, and ${ctx.state.caller.name} has ${role ?? 'none'}; ask an admin`,
    { details: { role, needs: least } },
  );
}

async function permitService(
  ctx: RouterContext,
  route: RouteName,
  { serviceToken }: Permission,
  services: readonly string[],
  store: Pick<Store, 'findOwner'>,
): Promise<void> {
  if (serviceToken === undefined) {
    throw new SchedulerError(
      'FORBIDDEN',
      `a token bound to services may not ask for ${ctx.method} ${ctx.path}; a person with a role may`,
      { details: { services } },
    );
  }
  const subject = serviceToken === 'own' ? subjectOf(ctx, route) : undefined;
  if (subject === undefined) return;
  const { service } = await store.findOwner(subject);
  // Unknown: the route answers so.
  if (service !== null) refuseOtherService(services, service);
}

/** The job, run or backfill that the address names. */
function subjectOf(ctx: RouterContext, route: RouteName): Parameters<Store['findOwner']>[0] | undefined {
  if (route.includes('/:jobName')) return { jobName: jobNameOf(ctx) };
  if (route.includes('/executions/:id')) return { executionId: executionIdOf(ctx) };
  if (route.includes('/backfills/:id')) return { backfillId: backfillIdOf(ctx) };
  return undefined;
}

function refuseOtherService(services: readonly string[], service: string): void {
  if (services.includes(service)) return;
  throw new SchedulerError(
    'FORBIDDEN',
    `this token speaks for ${services.join(', ')} and not for service "${service}"; use a token of that service`,
    { details: { services, service } },
  );
}
