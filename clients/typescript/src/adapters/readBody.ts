// The body of a call on Node's requests, as it was sent.

/** More than the scheduler ever sends. */
export const MAX_BODY_BYTES = 4_194_304;

export const TOO_LARGE = { status: 413, body: '{"error":"the body is too large"}' };

/** What the frameworks on Node share. `body` and `rawBody` are those of body parsers. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  method?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  readableEnded?: boolean;
  body?: unknown;
  rawBody?: unknown;
}

/** A parser has taken the body, and what it made of it is not what was signed. */
export class BodyTaken extends Error {
  constructor() {
    super(
      'a body parser has read this call before the job handler; mount the handler before it, or keep the bytes in request.rawBody',
    );
  }
}

/**
 * @returns undefined when it is too large
 * @throws BodyTaken
 */
export async function readBody(request: NodeRequest): Promise<string | undefined> {
  for (const kept of [request.rawBody, request.body]) {
    if (typeof kept === 'string') return kept;
    if (kept instanceof Uint8Array) return new TextDecoder().decode(kept);
  }
  if (request.readableEnded) throw new BodyTaken();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    text += typeof part === 'string' ? part : decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

export function headerOf(headers: NodeRequest['headers']): (name: string) => string | undefined {
  return (name) => {
    const value = headers[name];
    return Array.isArray(value) ? value[0] : value;
  };
}
