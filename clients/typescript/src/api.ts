// Calls of the scheduler's API, and its refusals as errors.
import type {
  ApiErrorBody,
  ChangeBody,
  CronChanged,
  DisableBody,
  ExecutionCancelled,
  ExecutionDetails,
  HistoryPage,
  Job,
  JobDeleted,
  JobDisabled,
  JobEnabled,
  JobList,
  JobRegistered,
  JobRegistration,
  RunAccepted,
  RunBody,
  RunEnded,
  RunPlanned,
  TriggerBody,
  Upcoming,
} from './contract.ts';
import { schedulerUrl, variable } from './environment.ts';

/** As much of `fetch` as the client uses. */
export type Send = (
  url: string,
  init: {
    method: string;
    headers: Record<string, string>;
    body?: string;
    signal: AbortSignal;
    redirect: 'error';
  },
) => Promise<Response>;

export interface Connection {
  /** `SCHEDULER_URL` by default. */
  url?: string | undefined;
  /** The service's token; `SCHEDULER_TOKEN` by default. */
  token?: string | undefined;
  fetch?: Send | undefined;
}

/** A refusal. Branch on `code`, never on the message. */
export class SchedulerApiError extends Error {
  readonly status: number;
  readonly code: ApiErrorBody['code'] | 'UNKNOWN';
  readonly details: unknown;
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, body: Partial<ApiErrorBody>, retryAfterSeconds?: number) {
    super(body.message ?? `the scheduler answered HTTP ${status}`);
    this.name = 'SchedulerApiError';
    this.status = status;
    this.code = body.code ?? 'UNKNOWN';
    this.details = body.details;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const REQUEST_TIMEOUT_MS = 15_000;

/** @throws SchedulerApiError when refused; whatever `fetch` throws when there is no answer */
export async function request<Answer>(
  { url, token, fetch: send = globalThis.fetch }: Connection,
  method: string,
  path: string,
  options: { body?: object; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<Answer> {
  const authorization = token ?? variable('SCHEDULER_TOKEN');
  const response = await send(`${schedulerUrl(url)}${path}`, {
    method,
    headers: {
      ...(options.body && { 'content-type': 'application/json' }),
      ...(authorization && { authorization: `Bearer ${authorization}` }),
      ...options.headers,
    },
    ...(options.body && { body: JSON.stringify(options.body) }),
    signal: options.signal ?? AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    redirect: 'error',
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Answer;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  throw new SchedulerApiError(
    response.status,
    parsed(text),
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

function parsed(text: string): Partial<ApiErrorBody> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

export type TriggerOptions = TriggerBody & {
  /** Seconds to wait for the end, 0 by default. A run that takes longer goes on. */
  waitSeconds?: number | undefined;
  /** A repeat with the same key is the same run. */
  idempotencyKey?: string | undefined;
};

const ofJob = (name: string, rest = '') => `/api/jobs/${encodeURIComponent(name)}${rest}`;
const ofExecution = (id: string, rest = '') => `/api/executions/${encodeURIComponent(id)}${rest}`;

export type Scheduler = ReturnType<typeof createScheduler>;

/** The API of a scheduler for one service or person. Every call may throw SchedulerApiError. */
export function createScheduler(connection: Connection = {}) {
  const call = <Answer>(method: string, path: string, body?: object, headers?: Record<string, string>) =>
    request<Answer>(connection, method, path, { ...(body && { body }), ...(headers && { headers }) });

  return {
    register: (job: JobRegistration) => call<JobRegistered>('POST', '/api/jobs/register', job),
    jobs: () => call<JobList>('GET', '/api/jobs'),
    job: (name: string) => call<Job>('GET', ofJob(name)),
    upcoming: (name: string, count = 10) => call<Upcoming>('GET', ofJob(name, `/upcoming?count=${count}`)),
    history: (name: string, page: { limit?: number; offset?: number } = {}) =>
      call<HistoryPage>('GET', ofJob(name, `/history?limit=${page.limit ?? 20}&offset=${page.offset ?? 0}`)),
    execution: (id: string) => call<ExecutionDetails>('GET', ofExecution(id)),

    /** Answers with `result` when the run ended in time, else with its `executionId`. */
    trigger(name: string, { waitSeconds = 0, idempotencyKey, ...body }: TriggerOptions = {}) {
      const signal = AbortSignal.timeout(waitSeconds * 1_000 + REQUEST_TIMEOUT_MS);
      return request<RunEnded | RunAccepted | RunPlanned>(connection, 'POST', ofJob(name, '/trigger'), {
        body,
        headers: {
          prefer: waitSeconds > 0 ? `wait=${waitSeconds}` : 'respond-async',
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        signal,
      });
    },
    /** No run is due before that instant; the job then continues by itself. */
    pause: (name: string, until: Date | string, body: ChangeBody = {}) =>
      call<JobDisabled>('POST', ofJob(name, '/disable'), {
        ...body,
        until: typeof until === 'string' ? until : until.toISOString(),
      } satisfies DisableBody),
    /** Ends a pause, or enables a disabled job. */
    enable: (name: string, body: ChangeBody = {}) => call<JobEnabled>('POST', ofJob(name, '/enable'), body),
    disable: (name: string, body: ChangeBody = {}) =>
      call<JobDisabled>('POST', ofJob(name, '/disable'), body),
    setCron: (name: string, cronExpression: string, body: ChangeBody = {}) =>
      call<CronChanged>('PUT', ofJob(name, '/cron'), { ...body, cronExpression }),
    remove: (name: string, body: ChangeBody = {}) => call<JobDeleted>('DELETE', ofJob(name), body),
    cancel: (executionId: string, body: ChangeBody = {}) =>
      call<ExecutionCancelled>('POST', ofExecution(executionId, '/cancel'), body),
    rerun: (executionId: string, body: RunBody = {}) =>
      call<RunAccepted>('POST', ofExecution(executionId, '/rerun'), body, { prefer: 'respond-async' }),
  };
}
