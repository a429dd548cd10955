// Puts the request's JSON object into ctx.state.body; {} without a body. Each route's schema decides whether that is enough.
import type { RouterMiddleware } from '@koa/router';
import { getRawBody } from 'raw-body';
import { SchedulerError } from '../../domain/errors.ts';
import { parseExactJson } from '../../json/exactJson.ts';

const MAX_BODY_BYTES = 256 * 1024;

export function readBody(): RouterMiddleware {
  return async (ctx, next) => {
    const text = await read(ctx.req, ctx.get('content-length'));
    ctx.state.body = text.trim() === '' ? {} : parse(text);
    return next();
  };
}

async function read(request: Parameters<typeof getRawBody>[0], length: string): Promise<string> {
  try {
    const body = await getRawBody(request, { limit: MAX_BODY_BYTES, length: length === '' ? null : length });
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    if (cause instanceof Error && 'type' in cause && cause.type === 'entity.too.large') {
      // Unread, the rest would block the connection for the caller's next request; requestTimeout bounds it.
      request.resume();
      throw new SchedulerError('BODY_TOO_LARGE', 'the body is larger than 256 KiB; send less', { cause });
    }
    throw new SchedulerError(
      'INVALID_JSON',
      'the body could not be read as UTF-8 text; send it whole and as JSON',
      { cause },
    );
  }
}

function parse(text: string): object {
  let body: unknown;
  try {
    body = parseExactJson(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : '';
    throw new SchedulerError('INVALID_JSON', `the body is not JSON (${why}); send a JSON object`, { cause });
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new SchedulerError('VALIDATION_FAILED', 'the body must be a JSON object', {
      details: [{ path: '', message: 'must be a JSON object' }],
    });
  }
  return body;
}
