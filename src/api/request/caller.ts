// The caller of a request, set by middleware/identifyCaller.ts, as routes use it.
import type { Context } from 'koa';
import type { Caller } from '../../auth/caller.ts';
import type { Author } from '../../store/verbs/fields.ts';

export type RequestCaller = Caller & { client: NonNullable<Author['source']> };

declare module 'koa' {
  interface DefaultState {
    caller: RequestCaller;
    requestId: string;
    /** The JSON object that was sent; {} without a body. See request/body.ts. */
    body: object;
  }
}

/** The author of a change, for the audit. `userId`: the user that the body names. */
export function authorOf(ctx: Context, { userId }: { userId: string | undefined }): Author {
  const { kind, name, principal, client } = ctx.state.caller;
  // In open mode there is nobody else to name.
  if (kind === 'anybody') return { actor: userId ?? name, source: client };
  return { actor: name, principal, onBehalfOf: namedUser(ctx, userId), source: client };
}

/** The user to name in a run, and the caller who asks for it. */
export function requesterOf(
  ctx: Context,
  userId: string | undefined,
): { userId: string | undefined; actor: string; triggeredBy: 'manual' | 'admin' } {
  const { kind, name, role } = ctx.state.caller;
  return {
    userId: namedUser(ctx, userId) ?? (kind === 'person' ? name : undefined),
    actor: name,
    triggeredBy: kind === 'person' && role === 'admin' ? 'admin' : 'manual',
  };
}

/** Services act for their users, and admins for others; viewers and operators speak for themselves. */
function namedUser({ state: { caller } }: Context, userId: string | undefined): string | undefined {
  return caller.kind === 'person' && caller.role !== 'admin' ? undefined : userId;
}

/** The services to list: those asked for, as far as the caller's token is bound to them; undefined = all. */
export function servicesOf(
  bound: readonly string[] | undefined,
  asked: readonly string[] | undefined,
): string[] | undefined {
  if (bound === undefined) return asked && [...asked];
  return bound.filter((service) => asked === undefined || asked.includes(service));
}
