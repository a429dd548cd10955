// The caller of a request, set by middleware/identifyCaller.ts.
import type { Context } from 'koa';
import type { Session } from '../../contract/session.ts';
import type { Author } from '../../store/verbs/fields.ts';

export interface Caller {
  /** Unique among all callers. Each caller has its own idempotency keys. */
  principal: string;
  /** Shown to people. */
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

/** The author of a change, for the audit. `userId`: the person on whose behalf the caller asks. */
export function authorOf(ctx: Context, { userId }: { userId: string | undefined }): Author {
  const { name, client } = ctx.state.caller;
  return { actor: userId ?? name, source: client };
}
