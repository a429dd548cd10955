// The services that are called. They run in the process that judges and are never killed: their log is the evidence.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { JobContext, JobResult } from '../../../src/contract/serviceCall.ts';
import type { Random } from '../../support/random.ts';

export type Kind = 'sync' | 'slow' | 'failing' | 'breaking' | 'deferring' | 'async' | 'hasty' | 'endless';

export interface Call {
  executionId: string;
  attempt: number;
  jobName: string;
  at: number;
  /** What the service did. `deferred` is no delivered call. */
  answer?: 'succeeded' | 'failed' | 'broken' | 'deferred' | 'accepted';
  /** The end that was reported by callback. */
  completion?: { result: JobResult; acknowledged: number };
}

export interface ChaosService {
  url: string;
  calls: Call[];
  /** Resolves when no callback is under way any more. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

export async function startChaosService(random: Random): Promise<ChaosService> {
  const calls: Call[] = [];
  const reports = new Set<Promise<void>>();
  const stopping = new AbortController();

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const context = (await json(request)) as JobContext;
    const call: Call = {
      executionId: String(request.headers['x-scheduler-execution-id']),
      attempt: Number(request.headers['x-scheduler-attempt']),
      jobName: context.jobName,
      at: Date.now(),
    };
    calls.push(call);
    const result: JobResult = {
      success: true,
      itemsProcessed: calls.length,
      itemsSucceeded: calls.length,
      itemsFailed: 0,
    };
    const answer = (status: number, body: object, headers = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
    switch ((request.url ?? '').slice(1) as Kind) {
      case 'slow':
        await delay(random.between(300, 3_000));
        break;
      case 'failing':
        if (random.chance(0.5)) {
          call.answer = 'failed';
          answer(500, { error: 'as it happens' });
          return;
        }
        break;
      case 'breaking':
        if (random.chance(0.3)) {
          call.answer = 'broken';
          response.destroy();
          return;
        }
        break;
      case 'deferring':
        if (random.chance(0.3)) {
          call.answer = 'deferred';
          answer(429, {}, { 'retry-after': '1' });
          return;
        }
        break;
      case 'endless':
        await delay(120_000, undefined, { signal: AbortSignal.any([closed(response)]) }).catch(
          () => undefined,
        ); // aborted by a cancel
        break;
      case 'async':
      case 'hasty': {
        call.answer = 'accepted';
        call.completion = {
          result: random.chance(0.8) ? result : { ...result, success: false, error: 'chance' },
          acknowledged: 0,
        };
        const reporting = report(request, call.completion);
        reports.add(reporting);
        void reporting.finally(() => reports.delete(reporting));
        if (request.url === '/hasty') await Promise.race([reporting, delay(2_000)]);
        answer(202, {});
        return;
      }
      case 'sync':
        break;
    }
    call.answer = 'succeeded';
    answer(200, result);
  }

  async function report(
    { url, headers }: IncomingMessage,
    completion: NonNullable<Call['completion']>,
  ): Promise<void> {
    if (url === '/async') {
      for (let step = 1; step <= 2; step += 1) {
        await delay(random.between(200, 1_500));
        await post('progress', { percent: step * 33 });
      }
    }
    completion.acknowledged = await post('complete', completion.result);

    /** Repeats until the scheduler has said something: 2xx, or 4xx when the attempt is over. */
    async function post(what: string, body: object): Promise<number> {
      while (!stopping.signal.aborted) {
        try {
          const response = await fetch(`${String(headers['x-scheduler-callback-url'])}/${what}`, {
            method: 'POST',
            headers: {
              'content-type': 'application/json',
              'x-scheduler-callback-token': String(headers['x-scheduler-callback-token']),
            },
            body: JSON.stringify(body),
            signal: AbortSignal.timeout(10_000),
          });
          await response.arrayBuffer();
          if (response.status < 500) return response.status;
        } catch (error) {
          if (!(error instanceof Error)) throw error;
        }
        await delay(300);
      }
      return 0;
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async quiet() {
      await Promise.all(reports);
    },
    async stop() {
      stopping.abort();
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await ended;
    },
  };
}

function closed(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}
