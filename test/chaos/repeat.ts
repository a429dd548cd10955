// A caller that does not give up: it sends the same request again until somebody has answered it for good.
import { setTimeout as delay } from 'node:timers/promises';

const AGAIN_MS = 300;
const ANSWER_MS = 10_000;

export interface FinalAnswer {
  status: number;
  // Answers of every shape; a wrong one becomes a failed check.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
  /** An earlier try had no answer, or a 5xx: it may have arrived all the same. */
  doubted: boolean;
}

export interface Request {
  method: string;
  url: string;
  body?: object;
  headers?: Record<string, string>;
}

/** One try; a network error or timeout is null. */
export async function send({ method, url, body, headers }: Request): Promise<Omit<FinalAnswer, 'doubted'> | null> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  } catch (error) {
    // fetch rejects with TypeError when the connection fails, DOMException when the time is over.
    if (error instanceof TypeError || error instanceof DOMException) return null;
    throw error;
  }
}

/** Repeats until a 2xx or 4xx; null when it was aborted before. */
export async function repeatUntilAnswered(request: Request, signal: AbortSignal): Promise<FinalAnswer | null> {
  for (let doubted = false; !signal.aborted; doubted = true) {
    const answer = await send(request);
    if (answer && answer.status < 500) return { ...answer, doubted };
    await delay(AGAIN_MS);
  }
  return null;
}
