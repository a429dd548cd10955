// Who sends a request: one value, made by middleware/identifyCaller.ts.
import type { Context } from 'koa';
import type { Session } from '../../contract/session.ts';
import type { Author } from '../../store/verbs/fields.ts';

export interface Caller {
  /** Unique among all callers. Each has idempotency keys of its own. */
  principal: string;
  /** For people. */
  name: string;
  role: Session['role'];
  client: NonNullable<Author['source']>;
}

declare module 'koa' {
  interface DefaultState {
    caller: Caller;
    requestId: string;
    /** The JSON object that was sent; {} without a body. See request/body.ts. */
    body: object;
  }
}

/** Whom the audit names for a change. `userId`: on whose behalf the caller asks. */
export function authorOf(ctx: Context, { userId }: { userId: string | undefined }): Author {
  const { name, client } = ctx.state.caller;
  return { actor: userId ?? name, source: client };
}
