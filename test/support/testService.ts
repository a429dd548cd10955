// A service as its owner would run it: real HTTP, remembers its calls, answers as the test says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { JobContext, JobResult } from '../../src/contract/serviceCall.ts';

export interface ReceivedCall {
  path: string;
  headers: IncomingMessage['headers'];
  body: JobContext;
  at: Date;
}

/** What to answer; nothing = the handler has answered by itself. */
export type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | void;
type Handler = (call: ReceivedCall, response: ServerResponse) => Promise<Answer> | Answer;

export const SUCCESS: JobResult = { success: true, itemsProcessed: 3, itemsSucceeded: 2, itemsFailed: 1 };

const succeed: Handler = () => ({ body: SUCCESS });

export async function startTestService(wantedPort = 0): Promise<TestService> {
  const calls: ReceivedCall[] = [];
  let handler = succeed;
  const server = createServer((request, response) => {
    void (async () => {
      const call = {
        path: request.url ?? '',
        headers: request.headers,
        body: (await json(request)) as JobContext,
        at: new Date(),
      };
      calls.push(call);
      const answer = await handler(call, response);
      if (!answer) return;
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    })();
  });
  await new Promise<void>((resolve) => server.listen(wantedPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    respondWith(next) {
      handler = next;
    },
    callsTo: (jobName) => calls.filter(({ body }) => body.jobName === jobName),
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

export interface TestService {
  url: string;
  /** In the order of arrival. */
  calls: ReceivedCall[];
  respondWith(handler: Handler): void;
  callsTo(jobName: string): ReceivedCall[];
  stop(): Promise<void>;
}

/** What a service that answered 202 sends back later. */
export async function report(
  call: ReceivedCall,
  what: 'progress' | 'complete',
  body: object,
  token = call.headers['x-scheduler-callback-token'],
  // oxlint-disable-next-line typescript/no-explicit-any
): Promise<{ status: number; body: any }> {
  const response = await fetch(`${String(call.headers['x-scheduler-callback-url'])}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-scheduler-callback-token': String(token) },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** A handler that answers 202, and the calls it got: whoever awaits `next` gets each once. */
export function acceptCalls(): { handler: Handler; next(): Promise<ReceivedCall> } {
  const waiting: ((call: ReceivedCall) => void)[] = [];
  const unread: ReceivedCall[] = [];
  return {
    handler: (call) => {
      const reader = waiting.shift();
      if (reader) reader(call);
      else unread.push(call);
      return { status: 202, body: {} };
    },
    next: () => {
      const call = unread.shift();
      return call ? Promise.resolve(call) : new Promise((resolve) => waiting.push(resolve));
    },
  };
}

/** A handler that holds every call until released, so that a test decides when a run ends. */
export function holdCalls(): { handler: Handler; release(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return {
    handler: async () => {
      await promise;
      return { body: SUCCESS };
    },
    release: () => resolve(),
  };
}
