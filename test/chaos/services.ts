// The services that the scheduler calls. They are never killed, and their log is the evidence of the whole run.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobContext, JobResult } from '../../src/contract/serviceCall.ts';
import type { Behaviour } from './jobs.ts';
import { chance } from './random.ts';
import { repeatUntilAnswered } from './repeat.ts';

export interface ReceivedCall {
  executionId: string;
  attempt: number;
  jobName: string;
  at: Date;
  /** `broken`: the socket was closed without one. */
  answer: 'success' | 'failure' | 'HTTP 500' | '202' | 'broken';
  result: JobResult | undefined;
}

export interface SentCompletion {
  executionId: string;
  attempt: number;
  result: JobResult;
  /** `in doubt`: 409 after a try without an answer, which may have arrived. */
  outcome: 'acknowledged' | 'conflict' | 'in doubt' | 'given up' | `refused with ${number}`;
}

export interface Services {
  url: string;
  calls: ReceivedCall[];
  completions: SentCompletion[];
  progressAcknowledged(): number;
  /** Asynchronous runs that have not reported their end yet. */
  open(): number;
  stop(): Promise<void>;
}

export async function startServices(seed: number): Promise<Services> {
  const calls: ReceivedCall[] = [];
  const completions: SentCompletion[] = [];
  const stopping = new AbortController();
  let progressAcknowledged = 0;
  let open = 0;

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // The caller was killed while it sent: no call has been delivered.
      if (!request.complete) return;
      throw error;
    });
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { executionId, jobName } = (await json(request)) as JobContext;
    const attempt = Number(request.headers['x-scheduler-attempt']);
    const draw = (purpose: string) => chance(seed, executionId, attempt, purpose);
    const call: ReceivedCall = {
      executionId,
      attempt,
      jobName,
      at: new Date(),
      answer: 'success',
      result: undefined,
    };
    calls.push(call);
    const behaviour = (request.url ?? '').slice(1) as Behaviour;
    if (behaviour === 'async') {
      await reportLater(call, request.headers, response, draw);
      return;
    }
    if (behaviour === 'slow') await delay(300 + draw('length') * 2_700);
    if (behaviour === 'breaking' && draw('breaks') < 0.15) {
      call.answer = 'broken';
      response.destroy();
      return;
    }
    if (behaviour === 'failing' && draw('fails') < 0.2) {
      call.answer = 'HTTP 500';
      response.writeHead(500).end('chaos');
      return;
    }
    call.result = resultOf(draw, !(behaviour === 'failing' && draw('reports failure') < 0.2));
    call.answer = call.result.success ? 'success' : 'failure';
    respond(response, 200, call.result);
  }

  /** Answers 202, reports progress once or twice and then the end; some report the end before they answer. */
  async function reportLater(
    call: ReceivedCall,
    headers: IncomingMessage['headers'],
    response: ServerResponse,
    draw: (purpose: string) => number,
  ): Promise<void> {
    call.answer = '202';
    const callback = String(headers['x-scheduler-callback-url']);
    const token = String(headers['x-scheduler-callback-token']);
    const post = (what: string, body: object) =>
      repeatUntilAnswered(
        { method: 'POST', url: `${callback}/${what}`, body, headers: { 'x-scheduler-callback-token': token } },
        stopping.signal,
      );
    open += 1;
    const early = draw('early') < 0.2;
    if (!early) respond(response, 202, {});
    const lengthMs = 500 + draw('length') * 3_500;
    const reports = draw('reports') < 0.5 ? 1 : 2;
    let cancelled = false;
    for (let number = 1; number <= reports && !cancelled; number += 1) {
      await delay(lengthMs / (reports + 1));
      const answer = await post('progress', { itemsProcessed: number, message: `step ${number}` });
      if (answer?.status === 200) progressAcknowledged += 1;
      cancelled = answer?.body?.cancelRequested === true;
    }
    if (!cancelled) await delay(lengthMs / (reports + 1));
    call.result = resultOf(draw, !cancelled && draw('fails') >= 0.1);
    const end = await post('complete', call.result);
    const outcome =
      end === null
        ? 'given up'
        : end.status === 200
          ? 'acknowledged'
          : end.status !== 409
            ? (`refused with ${end.status}` as const)
            : end.doubted
              ? 'in doubt'
              : 'conflict';
    completions.push({ executionId: call.executionId, attempt: call.attempt, result: call.result, outcome });
    if (early) respond(response, 202, {});
    open -= 1;
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    completions,
    progressAcknowledged: () => progressAcknowledged,
    open: () => open,
    async stop() {
      stopping.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Numbers that no other call has by accident, so that the row shows whose result it holds. */
function resultOf(draw: (purpose: string) => number, success: boolean): JobResult {
  const itemsProcessed = 1 + Math.floor(draw('items') * 1_000_000);
  return {
    success,
    itemsProcessed,
    itemsSucceeded: success ? itemsProcessed : 0,
    itemsFailed: success ? 0 : itemsProcessed,
    ...(!success && { error: 'chaos: the service says that it failed' }),
  };
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
