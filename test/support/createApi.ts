// Calls the API as a service or the portal does, and holds every answer against the contract.
import type { ApiAnswer } from './apiAnswer.ts';
import { expectContract } from './expectContract.ts';

/** `body` of the answer is what it was as JSON. `headers` win over those of all requests. */
export type Api = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<ApiAnswer>;

export const createApi =
  (url: string, ofAll: Record<string, string> = {}): Api =>
  async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...ofAll, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : JSON.parse(text),
    };
    expectContract(method, path, answer);
    return answer;
  };
