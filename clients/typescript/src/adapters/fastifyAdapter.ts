// A plugin for Fastify, with a parser of its own: the signature is of the bytes, and Fastify's parser keeps none.
import type { AnswerCall } from '../jobHandler.ts';
import { headerOf, MAX_BODY_BYTES, type NodeRequest } from './readBody.ts';

interface FastifyReply {
  code(status: number): FastifyReply;
  type(contentType: string): FastifyReply;
  send(body: string): unknown;
}

interface FastifyRequest {
  headers: NodeRequest['headers'];
  body: unknown;
}

/** The functions are `never`, so that Fastify's own types, which depend on its plugins, fit. */
interface FastifyLike {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    options: { parseAs: 'string'; bodyLimit: number },
    parser: never,
  ): unknown;
  post(url: string, handler: never): unknown;
}

type Done = (error: null, body: unknown) => void;

function keepText(_request: unknown, body: string, done: Done): void {
  done(null, body);
}

export function fastifyAdapter(answer: AnswerCall) {
  async function handle({ headers, body }: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const answered = await answer({ header: headerOf(headers), body: typeof body === 'string' ? body : '' });
    return reply.code(answered.status).type('application/json').send(answered.body);
  }

  return async (app: FastifyLike, { url = '/jobs/*' }: { url?: string } = {}): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, keepText as never);
    app.post(url, handle as never);
  };
}
