// `Request` in, `Response` out.
import type { AnswerCall } from '../jobHandler.ts';
import { MAX_BODY_BYTES, TOO_LARGE } from './readBody.ts';

/** @returns a handler whose further arguments may be those of Workers: `(request, env, context)` */
export function fetchAdapter(answer: AnswerCall) {
  return async (request: Request, ...context: unknown[]): Promise<Response> => {
    if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } });
    const body = await request.text();
    if (body.length > MAX_BODY_BYTES) return respond(TOO_LARGE);
    const answered = await answer({ header: (name) => request.headers.get(name) ?? undefined, body });
    if (answered.accepted) context.find(keepsAlive)?.waitUntil(answered.accepted);
    return respond(answered);
  };
}

function respond({ status, body }: { status: number; body: string }): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json' } });
}

function keepsAlive(context: unknown): context is { waitUntil(ended: Promise<unknown>): void } {
  return (
    typeof context === 'object' &&
    context !== null &&
    'waitUntil' in context &&
    typeof context.waitUntil === 'function'
  );
}
