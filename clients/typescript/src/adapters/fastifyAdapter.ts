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
  const answerFastify = ({ headers, body }: FastifyRequest, reply: FastifyReply): Promise<unknown> =>
    answer({ header: headerOf(headers), body: typeof body === 'string' ? body : '' }).then((answered) =>
      reply.code(answered.status).type('application/json').send(answered.body),
    );

  return async (instance: FastifyLike, { url = '/jobs/*' }: { url?: string } = {}): Promise<void> => {
    instance.removeAllContentTypeParsers();
    instance.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY_BYTES }, keepText as never);
    instance.post(url, answerFastify as never);
  };
}
