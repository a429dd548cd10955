// Koa: `router.post('/jobs/:name', handler.koa)`.
import type { AnswerCall } from '../jobHandler.ts';
import { answerNode } from './nodeAdapter.ts';
import type { NodeRequest } from './readBody.ts';

interface KoaContext {
  req: NodeRequest;
  request: { rawBody?: unknown };
  status: number;
  type: string;
  body: unknown;
}

export function koaAdapter(answer: AnswerCall) {
  return async (ctx: KoaContext): Promise<void> => {
    const { rawBody } = ctx.request;
    if (rawBody !== undefined) ctx.req.rawBody = rawBody;
    const { status, body } = await answerNode(answer, ctx.req);
    ctx.status = status;
    ctx.type = 'application/json';
    ctx.body = body;
  };
}
