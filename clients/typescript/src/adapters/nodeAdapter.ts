// `node:http`, and Express, whose requests and responses are Node's.
import type { AnswerCall } from '../jobHandler.ts';
import { BodyTaken, headerOf, readBody, TOO_LARGE, type NodeRequest } from './readBody.ts';

interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body?: string): unknown;
}

export function nodeAdapter(answer: AnswerCall) {
  return async (request: NodeRequest, response: NodeResponse): Promise<void> => {
    const { status, body } = await answerNode(answer, request);
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    response.end(body);
  };
}

export async function answerNode(
  answer: AnswerCall,
  request: NodeRequest,
): Promise<{ status: number; body: string }> {
  if (request.method !== 'POST') return { status: 405, body: '{"error":"POST it"}' };
  try {
    const body = await readBody(request);
    if (body === undefined) return TOO_LARGE;
    return await answer({ header: headerOf(request.headers), body });
  } catch (error) {
    if (error instanceof BodyTaken) return { status: 500, body: JSON.stringify({ error: error.message }) };
    // The caller hung up: nobody reads this.
    return { status: 400, body: '{"error":"the body ended early"}' };
  }
}
