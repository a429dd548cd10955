// A plugin for Fastify, with a parser of its own: the signature is of the bytes, and Fastify's parser keeps none.
import type { AnswerCall } from '../jobHandler.ts';
import { headerOf, MAX_BODY_BYTES, type NodeRequest } from './readBody.ts';

interface FastifyReply {
  code(status: number): FastifyReply;
  type(contentType: string): FastifyReply;
  send(body: string): unknown;
}

interface FastifyLike {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(
    contentType: string,
    options: { parseAs: 'string'; bodyLimit: number },
    parser: (request: never, body: never, done: (error: null, body: unknown) => void) => void,
  ): unknown;
  post(
    url: string,
    handler: (
      request: { headers: NodeRequest['headers']; body: unknown },
      reply: FastifyReply,
    ) => Promise<unknown>,
  ): unknown;
}

export function fastifyAdapter(answer: AnswerCall) {
  return async (app: FastifyLike, { url = '/jobs/*' }: { url?: string } = {}): Promise<void> => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    app.post(url, async ({ headers, body }, reply) => {
      const answered = await answer({
        header: headerOf(headers),
        body: typeof body === 'string' ? body : '',
      });
      return reply.code(answered.status).type('application/json').send(answered.body);
    });
  };
}
