// A scheduler for the tests of a service: calls a handler as the real one does, without a network.
import type { Send } from './api.ts';
import type { JobResult, Progress } from './contract.ts';
import type { HandlerOptions, JobHandler } from './jobHandler.ts';
import { sign } from './signature.ts';

export interface TestCall {
  jobName: string;
  config?: Record<string, unknown>;
  executionId?: string;
  attempt?: number;
  triggeredBy?: 'scheduler' | 'manual' | 'admin';
  triggeredByUser?: string;
  scheduledFor?: string;
  /** Instead of the right signature. */
  headers?: Record<string, string>;
}

export interface TestAnswer {
  /** 202 when the run went on after the answer. */
  status: number;
  /** As answered or reported; null when the call was refused. */
  result: JobResult | null;
  /** Why the call was refused. */
  error: string | null;
  /** In the order of arrival. */
  progress: Progress[];
  executionId: string;
}

/** A key of a service that exists nowhere. */
const SIGNING_KEY = `whsec_${btoa('a signing key for tests only....')}`;

interface Open {
  progress: Progress[];
  token: string;
  cancelReason: string | null;
  complete(result: JobResult): void;
}

export function schedulerForTests() {
  const open = new Map<string, Open>();
  const cancelled = new Map<string, string>();
  let calls = 0;

  /** The API as far as a handler uses it. */
  const api: Send = async (url, init) => {
    const [, id = '', what] = /\/api\/executions\/([^/]+)\/(progress|complete)$/.exec(url) ?? [];
    const run = open.get(decodeURIComponent(id));
    const token = init.headers['x-scheduler-callback-token'];
    if (!run || token !== run.token) {
      return Response.json({ code: 'CALLBACK_TOKEN_INVALID', message: 'no such run' }, { status: 401 });
    }
    const body: unknown = JSON.parse(init.body ?? 'null');
    if (what === 'complete') {
      run.complete(body as JobResult);
      return Response.json({ message: 'recorded' });
    }
    run.progress.push(body as Progress);
    const cancelReason = cancelled.get(decodeURIComponent(id)) ?? null;
    return Response.json({ cancelRequested: cancelReason !== null, cancelReason, heartbeatSeconds: 60 });
  };

  return {
    /** For jobHandler, so that it knows the key and reports to this scheduler. */
    options: { url: 'http://scheduler.test', signingKeys: SIGNING_KEY, fetch: api } satisfies HandlerOptions,

    /** Calls the handler and waits for the end of the run. */
    async run(handler: Pick<JobHandler, 'fetch'>, call: TestCall): Promise<TestAnswer> {
      calls += 1;
      const {
        executionId = `00000000-0000-4000-8000-${String(calls).padStart(12, '0')}`,
        attempt = 1,
        config = {},
        triggeredBy = 'manual',
        jobName,
        triggeredByUser,
        scheduledFor,
      } = call;
      const body = JSON.stringify({ jobName, config, executionId, triggeredBy, triggeredByUser });
      const token = `token-${calls}`;
      const progress: Progress[] = [];
      const ended = new Promise<JobResult>((resolve) =>
        open.set(executionId, { progress, token, cancelReason: null, complete: resolve }),
      );
      const response = await handler.fetch(
        new Request('http://service.test/jobs', {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-scheduler-execution-id': executionId,
            'x-scheduler-attempt': String(attempt),
            'x-scheduler-callback-token': token,
            'idempotency-key': executionId,
            ...(scheduledFor !== undefined && { 'x-scheduler-scheduled-for': scheduledFor }),
            ...(await sign(SIGNING_KEY, `${executionId}.${attempt}`, body)),
            ...call.headers,
          },
          body,
        }),
      );
      const { status } = response;
      const about = { status, progress, executionId };
      if (status === 202) return { ...about, result: await ended, error: null };
      const answer = (await response.json()) as JobResult & { error?: string };
      return status === 200
        ? { ...about, result: answer, error: null }
        : { ...about, result: null, error: answer.error ?? null };
    },

    /** As when somebody cancels it: the handler hears of it with its next report. */
    cancel(executionId: string, reason = 'cancelled by a test'): void {
      cancelled.set(executionId, reason);
    },
  };
}
