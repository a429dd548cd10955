// The scheduler's calls of a service: verified, run once, and answered.
import { fetchAdapter } from './adapters/fetchAdapter.ts';
import { fastifyAdapter } from './adapters/fastifyAdapter.ts';
import { koaAdapter } from './adapters/koaAdapter.ts';
import { nodeAdapter } from './adapters/nodeAdapter.ts';
import type { Connection } from './api.ts';
import { CallRefused, readCall, type IncomingCall } from './call.ts';
import { messageOf, variable, type Log } from './environment.ts';
import { createReports } from './reports.ts';
import { createRuns, type Work } from './runs.ts';
import { createVerifier, isSigningKey } from './signature.ts';

export interface HandlerOptions extends Connection {
  /** The service's keys (`whsec_…`), several while they are rotated. `SCHEDULER_SIGNING_KEY` by default, with commas. */
  signingKeys?: string | readonly string[] | undefined;
  /** A run that takes longer is answered with 202, and its end is reported. 3 by default; Infinity = never. */
  answerWithinSeconds?: number;
  /** Names of the jobs of a handler that is one function; calls for others are refused. */
  jobs?: readonly string[];
  /** Keeps a serverless function alive until the promise ends. */
  waitUntil?: (ended: Promise<unknown>) => void;
  /** `console` by default. */
  log?: Log;
}

export interface CallAnswer {
  status: number;
  /** JSON. */
  body: string;
  /** Resolves when a run that was answered with 202 has been reported. */
  accepted?: Promise<void>;
}

export type AnswerCall = (call: IncomingCall) => Promise<CallAnswer>;

export interface JobHandler {
  /** For Hono, Next.js, Workers, Bun and Deno. */
  fetch: ReturnType<typeof fetchAdapter>;
  /** For `node:http`, and for Express before a body parser. */
  node: ReturnType<typeof nodeAdapter>;
  express: ReturnType<typeof nodeAdapter>;
  koa: ReturnType<typeof koaAdapter>;
  /** A plugin: `app.register(handler.fastify, { url: '/jobs/*' })`. */
  fastify: ReturnType<typeof fastifyAdapter>;
  /** For any other framework. */
  answer: AnswerCall;
}

const DEFAULT_WAIT_SECONDS = 3;

/**
 * @param handlers one function for each job, by its name; or one for all
 * @throws Error for a signing key that is none
 */
export function jobHandler(handlers: Work | Record<string, Work>, options: HandlerOptions = {}): JobHandler {
  const log = options.log ?? console;
  const keys = signingKeys(options.signingKeys);
  if (keys.length === 0) {
    log.warn('scheduler: calls are not verified, so anybody may make them; set SCHEDULER_SIGNING_KEY');
  }
  const verifier = keys.length === 0 ? undefined : createVerifier(keys);
  // Without the scheduler's address nothing can be reported later, so every call waits for its end.
  const canReport = (options.url ?? variable('SCHEDULER_URL')) !== undefined;
  const runs = createRuns(canReport ? createReports(options, log) : undefined);
  const waitMs = (options.answerWithinSeconds ?? DEFAULT_WAIT_SECONDS) * 1_000;

  function workOf(jobName: string): Work {
    const isKnown =
      typeof handlers === 'function'
        ? (options.jobs?.includes(jobName) ?? true)
        : Object.prototype.hasOwnProperty.call(handlers, jobName);
    if (!isKnown) throw new CallRefused(404, `this service has no job "${jobName}"`);
    return typeof handlers === 'function' ? handlers : handlers[jobName]!;
  }

  const answer: AnswerCall = async (incoming) => {
    try {
      const call = await readCall(incoming, verifier);
      const outcome = await runs.perform(call, workOf(call.jobName), waitMs);
      if ('result' in outcome) return { status: 200, body: JSON.stringify(outcome.result) };
      options.waitUntil?.(outcome.accepted);
      return { status: 202, body: '{}', accepted: outcome.accepted };
    } catch (error) {
      if (error instanceof CallRefused) return failed(error.status, error.message);
      log.error(`scheduler: a call could not be answered: ${messageOf(error)}`);
      return failed(500, 'the call could not be answered; see the log of the service');
    }
  };
  const node = nodeAdapter(answer);
  return {
    answer,
    fetch: fetchAdapter(answer),
    node,
    express: node,
    koa: koaAdapter(answer),
    fastify: fastifyAdapter(answer),
  };
}

function failed(status: number, error: string): CallAnswer {
  return { status, body: JSON.stringify({ error }) };
}

function signingKeys(given: HandlerOptions['signingKeys']): string[] {
  const keys = [given ?? variable('SCHEDULER_SIGNING_KEY') ?? []]
    .flat()
    .flatMap((text) => text.split(','))
    .map((key) => key.trim());
  if (keys.every(isSigningKey)) return keys;
  throw new Error('a signing key is not of the form whsec_<base64>; "scheduler keys <service>" prints it');
}
