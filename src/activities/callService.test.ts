// The one call of an attempt, in an activity's context: what is sent, what Temporal is answered, and what a stopping worker or
// a database that is away leaves behind.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it, vi } from 'vitest';
import { SchedulerError } from '../domain/errors.ts';
import { hashToken } from '../store/hashToken.ts';
import type { Store } from '../store/store.ts';
import type { ServiceCall } from '../store/verbs/attempts.ts';
import { createCallService } from './callService.ts';
import type { ActivityDeps } from './deps.ts';
import { createReach } from '../services/refusedAddresses.ts';
import { createSignCall } from '../services/signCall.ts';
import { signingKeyOf } from '../services/signingKeys.ts';
import { addressesOfVariables } from '../services/serviceAddresses.ts';

const CALL: ServiceCall = {
  executionId: 'e1',
  jobName: 'digest',
  service: 'mail',
  endpoint: '/jobs/digest',
  config: { limit: 5 },
  scheduledFor: '2026-11-25T09:00:00.000Z',
  triggeredBy: 'scheduler',
  triggeredByUser: null,
  cancelRequested: false,
};
const RESULT = { success: true, itemsProcessed: 3, itemsSucceeded: 3, itemsFailed: 0, metadata: { page: 7 } };
const SUCCEEDED = { class: 'succeeded', httpStatus: 200, message: null, retryAfterMs: null } as const;
const MASTER_KEY = 'a-master-key-of-thirty-two-characters';
const AWAY = new SchedulerError('DATABASE_UNAVAILABLE', 'the database did not answer');

const servers: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function service(answer: (response: ServerResponse) => void) {
  const requests: {
    headers: IncomingMessage['headers'];
    url: string | undefined;
    text: string;
    body: unknown;
  }[] = [];
  const server = createServer(async (request, response) => {
    const { headers, url } = request;
    const received = await text(request);
    requests.push({ headers, url, text: received, body: JSON.parse(received) });
    answer(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function setUp(url: string | null, call: Partial<ServiceCall> = {}) {
  const store = {
    startAttempt: vi.fn<Store['startAttempt']>().mockResolvedValue({ call: { ...CALL, ...call } }),
    endAttempt: vi.fn<Store['endAttempt']>().mockResolvedValue({ end: SUCCEEDED }),
    acceptAttempt: vi.fn<Store['acceptAttempt']>().mockResolvedValue({ end: null }),
  };
  const callService = createCallService({
    store,
    config: { publicUrl: 'http://scheduler', callbackUrl: 'http://callback' },
    addresses: addressesOfVariables({
      services: undefined,
      serviceUrls: new Map(url === null ? [] : [['MAIL_URL', url]]),
    }),
    signCall: createSignCall([MASTER_KEY]),
    reach: createReach({ ownPort: 1, allowed: [] }),
    log: pino({ level: 'silent' }),
  } as unknown as ActivityDeps);
  const environment = new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') });
  const input = { executionId: 'e1', attempt: 2, timeoutSeconds: 5 };
  const run = () => environment.run(callService, input) as ReturnType<typeof callService>;
  return { store, environment, run };
}

const ok = (response: ServerResponse) => response.end(JSON.stringify(RESULT));

it('calls the service with who calls for what, and answers Temporal with the outcome alone', async () => {
  const { requests, url } = await service(ok);
  const { store, run } = setUp(url);
  expect(await run()).toEqual(SUCCEEDED);
  const { tokenHash } = store.startAttempt.mock.calls[0]![0];
  expect(requests).toMatchObject([
    {
      url: '/jobs/digest',
      headers: {
        'idempotency-key': 'e1',
        'x-scheduler-execution-id': 'e1',
        'x-scheduler-attempt': '2',
        'x-scheduler-scheduled-for': CALL.scheduledFor,
        'x-scheduler-callback-url': 'http://callback/api/executions/e1',
      },
      body: { jobName: 'digest', config: { limit: 5 }, executionId: 'e1', triggeredBy: 'scheduler' },
    },
  ]);
  expect(requests[0]!.body, 'absent, not null').not.toHaveProperty('triggeredByUser');
  expect(hashToken(String(requests[0]!.headers['x-scheduler-callback-token']))).toBe(tokenHash);
  expect(store.endAttempt).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({
      executionId: 'e1',
      attempt: 2,
      class: 'succeeded',
      result: expect.objectContaining(RESULT),
    }),
  );
});

it('signs what it sends, so that off-the-shelf verifiers take it, and this service alone', async () => {
  const { requests, url } = await service(ok);
  await setUp(url).run();
  const { headers, text: body } = requests[0]!;
  expect(headers['webhook-id']).toBe('e1.2');
  const verify = (key: string, sent: string) =>
    new Webhook(key).verify(sent, headers as Record<string, string>);
  expect(verify(signingKeyOf(MASTER_KEY, 'mail'), body)).toMatchObject({ jobName: 'digest' });
  expect(() => verify(signingKeyOf(MASTER_KEY, 'mail2'), body)).toThrow('No matching signature');
  expect(() => verify(signingKeyOf(MASTER_KEY, 'mail'), body.replace('5', '6'))).toThrow(
    'No matching signature',
  );
});

it('keeps no token that the service quotes', async () => {
  const { requests, url } = await service((response) => {
    const token = String(requests[0]!.headers['x-scheduler-callback-token']);
    response.writeHead(307, { location: `/login?token=${token}` }).end(`bad token ${token}`);
  });
  const { store, run } = setUp(url);
  await run();
  const kept = JSON.stringify(store.endAttempt.mock.calls);
  expect(kept).toContain('bad token [secret]');
  expect(kept).not.toContain(requests[0]!.headers['x-scheduler-callback-token']);
});

it('leaves the end to the service that answers 202', async () => {
  const { url } = await service((response) => response.writeHead(202).end());
  const { store, run } = setUp(url);
  expect(await run()).toEqual({ class: 'accepted' });
  expect(store.endAttempt).not.toHaveBeenCalled();
});

it('answers with the end that the service had reported before its 202 arrived', async () => {
  const { url } = await service((response) => response.writeHead(202).end());
  const { store, run } = setUp(url);
  store.acceptAttempt.mockResolvedValue({ end: SUCCEEDED });
  expect(await run()).toEqual(SUCCEEDED);
});

it.each([
  ['a service whose address is not known', null, {}, /not_delivered/, /MAIL_URL is not set/],
  ['a run that is cancelled already', 'http://127.0.0.1:9', { cancelRequested: true }, /cancelled/, /before/],
])('makes no call for %s', async (_, url, call, outcome, message) => {
  const { store, run } = setUp(url, call);
  await run();
  expect(store.endAttempt).toHaveBeenCalledWith(
    expect.objectContaining({
      class: expect.stringMatching(outcome),
      message: expect.stringMatching(message),
    }),
  );
});

it('makes no call when the worker is being stopped, which says nothing about the service', async () => {
  const { requests, url } = await service(ok);
  const { store, environment, run } = setUp(url);
  environment.cancel('WORKER_SHUTDOWN');
  await run();
  expect(requests).toEqual([]);
  expect(store.endAttempt).toHaveBeenCalledWith(expect.objectContaining({ class: 'not_delivered' }));
});

it('makes no call for an attempt that was sent before', async () => {
  const { requests, url } = await service(ok);
  const { store, run } = setUp(url);
  store.startAttempt.mockRejectedValue(new SchedulerError('ATTEMPT_ALREADY_STARTED', 'sent before'));
  await expect(run()).rejects.toMatchObject({ type: 'ATTEMPT_ALREADY_STARTED', nonRetryable: true });
  expect(requests).toEqual([]);
});

it('hands the end to the workflow, without its texts, when the database is away until the worker stops', async () => {
  const { url } = await service(ok);
  const { store, environment, run } = setUp(url);
  store.endAttempt.mockImplementation(() => {
    environment.cancel('WORKER_SHUTDOWN');
    return Promise.reject(AWAY);
  });
  expect(await run()).toEqual({
    ...SUCCEEDED,
    unrecorded: { result: { ...RESULT, error: null, metadata: { unrecorded: true } } },
  });
});
