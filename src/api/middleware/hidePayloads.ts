// Viewers see neither config nor metadata, which may hold secrets, unless VIEWERS_SEE_CONFIG says so.
import { text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import type { Middleware } from 'koa';
import { exactSource, parseExactJson } from '../../json/exactJson.ts';

const HIDDEN = { hidden: true };
const PAYLOADS = new Set(['config', 'metadata']);

export function hidePayloads({ viewersSeeConfig }: { viewersSeeConfig: boolean }): Middleware {
  return async (ctx, next) => {
    await next();
    if (viewersSeeConfig || ctx.state.caller.role !== 'viewer') return;
    const { body } = ctx;
    // Lists come as text or as a stream of it.
    if (ctx.type === 'application/json' && (typeof body === 'string' || body instanceof Readable)) {
      ctx.body = withoutPayloads(parseExactJson(typeof body === 'string' ? body : await text(body)));
    } else if (
      typeof body === 'object' &&
      body !== null &&
      !(body instanceof Readable || Buffer.isBuffer(body))
    ) {
      ctx.body = withoutPayloads(body);
    }
  };
}

function withoutPayloads(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPayloads);
  if (typeof value !== 'object' || value === null || exactSource(value) !== undefined) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      PAYLOADS.has(name) && typeof part === 'object' && part !== null ? HIDDEN : withoutPayloads(part),
    ]),
  );
}
