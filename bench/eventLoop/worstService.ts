// A service that gives the heaviest possible answers; the path of a call selects one.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SUCCESS = '"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0';
const KIB = 1_024;

/** 250 KB, with an id that does not fit into a double. */
export const BIG_TEXT = `{"id":9007199254740993,"text":"${'x'.repeat(250_000)}"}`;
export const numbers = (bytes: number): string => `[${'1234567,'.repeat(Math.floor(bytes / 8) - 1)}1]`;
export const manyDigits = (digits: number): string => `1${'0'.repeat(digits)}`;
export const deep = (levels: number, inside: string): string =>
  `${'['.repeat(levels)}${inside}${']'.repeat(levels)}`;

const ANSWERS: Record<string, string> = {
  '/text': `{${SUCCESS},"metadata":${BIG_TEXT}}`,
  '/numbers': `{${SUCCESS},"metadata":{"numbers":${numbers(1_000 * KIB)}}}`,
  '/deep': `{${SUCCESS},"metadata":{"deep":${deep(1_000, numbers(200 * KIB))}}}`,
  '/digits': `{${SUCCESS},"metadata":{"number":${manyDigits(140_000)}}}`,
  '/sums': `{"success":true,"itemsProcessed":9007199254740991,"itemsSucceeded":1,"itemsFailed":0}`,
  '/error': `{"success":false,"itemsProcessed":0,"itemsSucceeded":0,"itemsFailed":0,"error":"${'E'.repeat(900_000)}"}`,
};

export interface WorstService {
  url: string;
  /** Callback address of the newest call to `/accepted`. */
  callback(): { url: string; token: string } | undefined;
  stop(): Promise<void>;
}

export async function startWorstService(): Promise<WorstService> {
  let callback: { url: string; token: string } | undefined;
  const server = createServer((request, response) => {
    const { 'x-scheduler-callback-url': url, 'x-scheduler-callback-token': token } = request.headers;
    const answer = ANSWERS[request.url ?? ''];
    request.resume().once('end', () => {
      if (answer === undefined) callback = { url: String(url), token: String(token) };
      response.writeHead(answer === undefined ? 202 : 200, { 'content-type': 'application/json' });
      response.end(answer ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    callback: () => callback,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
