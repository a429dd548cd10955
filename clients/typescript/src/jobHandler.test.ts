// A handler as the scheduler calls it, without a network.
import { Webhook } from 'standardwebhooks';
import { afterEach, expect, it, vi } from 'vitest';
import type { Send } from './api.ts';
import { jobHandler, type HandlerOptions } from './jobHandler.ts';
import type { Work } from './runs.ts';
import { schedulerForTests } from './testing.ts';

const scheduler = schedulerForTests();
const quiet = {
  info: vi.fn<() => void>(),
  warn: vi.fn<() => void>(),
  error: vi.fn<(line: string) => void>(),
};
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

const handlerOf = (work: Work, options: HandlerOptions = {}) =>
  jobHandler({ report: work }, { ...scheduler.options, log: quiet, ...options });
const later: Work = async () => {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { itemsProcessed: 1 };
};
const run = (work: Work, options: HandlerOptions = {}, call = {}) =>
  scheduler.run(handlerOf(work, options), { jobName: 'report', ...call });

const counts = (itemsProcessed: number, itemsSucceeded: number, itemsFailed: number) => ({
  itemsProcessed,
  itemsSucceeded,
  itemsFailed,
});

it('answers a result of whatever the handler returns', async () => {
  const results = await Promise.all(
    [
      () => undefined,
      () => ({ itemsProcessed: 5 }),
      () => ({ itemsProcessed: 5, itemsFailed: 2 }),
      () => ({ itemsSucceeded: 4, itemsFailed: 1, metadata: { page: 1 } }),
      () => ({ success: false, error: 'the index is gone' }),
    ].map(async (work) => (await run(work)).result),
  );
  expect(results).toEqual([
    { success: true, ...counts(0, 0, 0) },
    { success: true, ...counts(5, 5, 0) },
    { success: true, ...counts(5, 3, 2) },
    { success: true, ...counts(5, 4, 1), metadata: { page: 1 } },
    { success: false, ...counts(0, 0, 0), error: 'the index is gone' },
  ]);
});

it('makes a failed result of what is thrown, and of what JSON cannot carry', async () => {
  const failed = await run(() => {
    throw new Error('no mail server', { cause: new Error('ECONNREFUSED') });
  });
  expect(failed).toMatchObject({
    status: 200,
    result: { success: false, error: 'no mail server: ECONNREFUSED' },
  });
  expect((await run(() => ({ metadata: { big: 1n } }))).result).toMatchObject({
    success: false,
    error: expect.stringContaining('BigInt'),
  });
});

it('gives the handler the call', async () => {
  const work = vi.fn<Work>();
  await run(
    work,
    {},
    { config: { limit: 3 }, attempt: 2, triggeredByUser: 'kim', scheduledFor: '2026-11-25T09:00:00.000Z' },
  );
  expect(work.mock.calls[0]?.[0]).toMatchObject({
    jobName: 'report',
    config: { limit: 3 },
    attempt: 2,
    triggeredBy: 'manual',
    triggeredByUser: 'kim',
    scheduledFor: new Date('2026-11-25T09:00:00.000Z'),
  });
});

it('runs nothing for a call that is not signed, or by another, of another time or another run', async () => {
  const work = vi.fn<Work>();
  const old = new Webhook(scheduler.options.signingKeys);
  const at = (ms: number) => {
    const time = new Date(Date.now() + ms);
    const body = JSON.stringify({ jobName: 'report', config: {}, executionId: 'e1', triggeredBy: 'manual' });
    return {
      'webhook-id': 'e1.1',
      'webhook-timestamp': String(Math.floor(time.getTime() / 1_000)),
      'webhook-signature': old.sign('e1.1', time, body),
    };
  };
  const refused = async (headers: Record<string, string>, call = { executionId: 'e1' }) => {
    const { status, error } = await run(work, {}, { ...call, headers });
    return `${status}: ${error}`;
  };
  expect(await refused({ 'webhook-signature': '' })).toBe('401: the call is not signed');
  expect(await refused({ 'webhook-signature': 'v1,AAAA v2,x garbage' })).toContain(
    '401: the call was signed with',
  );
  expect(await refused(at(-301_000))).toContain('401: the call was signed too long ago');
  expect(await refused(at(301_000))).toContain('401: the call was signed too long ago');
  expect(await refused({ 'webhook-timestamp': 'soon' })).toContain('401');
  expect(await refused(at(0), { executionId: 'e2' })).toContain('401');
  expect(await refused({ 'webhook-id': 'e1.2' })).toContain('401');
  expect(work).not.toHaveBeenCalled();
  expect(await refused(at(-299_000))).toBe('200: null');
  expect(work).toHaveBeenCalledTimes(1);
});

it('takes any of several keys, and no key that is none', async () => {
  const other = `whsec_${btoa('x'.repeat(32))}`;
  const { signingKeys: key } = scheduler.options;
  expect((await run(() => undefined, { signingKeys: [other, key] })).status).toBe(200);
  expect((await run(() => undefined, { signingKeys: `${other}, ${key}` })).status).toBe(200);
  expect((await run(() => undefined, { signingKeys: other })).status).toBe(401);
  expect(() => handlerOf(() => undefined, { signingKeys: 'hunter2' })).toThrow(/^(?!.*hunter2).*whsec_/);
  expect(quiet.warn).not.toHaveBeenCalled();
  handlerOf(() => undefined, { signingKeys: [] });
  expect(quiet.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('not verified'));
});

it('refuses other jobs and what is no call', async () => {
  const handler = handlerOf(() => undefined);
  const status = async (jobName: string) => (await scheduler.run(handler, { jobName })).status;
  expect([await status('refund'), await status('toString'), await status('report')]).toEqual([404, 404, 200]);
  const one = jobHandler(() => undefined, { ...scheduler.options, jobs: ['report'] });
  expect((await scheduler.run(one, { jobName: 'refund' })).status).toBe(404);
  const unsigned = jobHandler({}, { signingKeys: [], log: quiet });
  for (const body of ['', '[]', 'null', '{"jobName":"a"}']) {
    const request = new Request('http://service.test', { method: 'POST', body });
    expect((await unsigned.fetch(request)).status, body).toBe(400);
  }
  expect((await handler.fetch(new Request('http://service.test'))).status).toBe(405);
});

it('answers 202 when it takes long, and reports progress and the end', async () => {
  const gate = Promise.withResolvers<void>();
  const ended = run(
    async ({ progress }) => {
      progress({ percent: 50, message: 'half' });
      await gate.promise;
      return { itemsProcessed: 7 };
    },
    { answerWithinSeconds: 0.01 },
  );
  setTimeout(() => gate.resolve(), 100);
  expect(await ended).toMatchObject({
    status: 202,
    progress: [{ percent: 50, message: 'half' }],
    result: { success: true, itemsProcessed: 7 },
  });
});

it('hears of a cancellation with its next report', async () => {
  const executionId = 'cancelled-1';
  scheduler.cancel(executionId, 'wrong config');
  const ended = await run(
    ({ signal }) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    { answerWithinSeconds: 0 },
    { executionId },
  );
  expect(ended.result).toMatchObject({ success: false, error: 'wrong config' });
});

it('does the work of an execution once, and remembers its end', async () => {
  const gate = Promise.withResolvers<void>();
  const work = vi.fn<Work>(async () => {
    await gate.promise;
    return { itemsProcessed: work.mock.calls.length };
  });
  const handler = handlerOf(work, { answerWithinSeconds: 0 });
  const call = (attempt: number) =>
    scheduler.run(handler, { jobName: 'report', executionId: 'once', attempt });
  const first = call(1);
  await vi.waitFor(() => expect(work).toHaveBeenCalled());
  const second = call(2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  gate.resolve();
  expect((await second).result?.itemsProcessed, 'joins the work that goes on').toBe(1);
  expect(await call(3), 'whose end was not heard of').toMatchObject({
    status: 200,
    result: { itemsProcessed: 1 },
  });
  expect(work).toHaveBeenCalledTimes(1);
  void first; // The scheduler had given it up.
});

it('tries again after a failure, but not for a repeat of the same attempt or an older one', async () => {
  const work = vi.fn<Work>(() => {
    if (work.mock.calls.length === 1) throw new Error('no luck');
  });
  const handler = handlerOf(work);
  const call = async (attempt: number) =>
    (await scheduler.run(handler, { jobName: 'report', executionId: 'again', attempt })).result?.success;
  expect([await call(1), await call(1), await call(2), await call(1), await call(2)]).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
  expect(work).toHaveBeenCalledTimes(2);
});

it('repeats the report of an end until it is answered', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const seen = { end: false };
  let failures = 3;
  const flaky: Send = async (url, init) => {
    if (url.endsWith('/complete') && failures-- > 0) throw new TypeError('fetch failed');
    return scheduler.options.fetch(url, init);
  };
  const ended = run(later, { answerWithinSeconds: 0, fetch: flaky });
  void ended.then(() => (seen.end = true));
  for (let rounds = 0; rounds < 200 && !seen.end; rounds += 1) {
    await vi.advanceTimersByTimeAsync(500);
    // Web Crypto answers from a thread.
    await new Promise(setImmediate);
  }
  expect((await ended).result).toMatchObject({ itemsProcessed: 1 });
  expect(failures).toBe(-1);
  expect(quiet.warn).toHaveBeenCalledTimes(1);
});

it('waits for the end where it does not know the scheduler', async () => {
  const handler = jobHandler(later, { signingKeys: scheduler.options.signingKeys, answerWithinSeconds: 0 });
  expect((await scheduler.run(handler, { jobName: 'any' })).status).toBe(200);
});

it('builds the address of reports from its own settings, and sends the token nowhere else', async () => {
  const asked: string[] = [];
  const spy: Send = async (url, init) => {
    asked.push(url);
    return scheduler.options.fetch(url, init);
  };
  const headers = { 'x-scheduler-callback-url': 'http://evil.example/api/executions/1' };
  await run(later, { answerWithinSeconds: 0, fetch: spy }, { headers });
  expect(asked.length).toBeGreaterThan(0);
  for (const url of asked) expect(url).toMatch(/^http:\/\/scheduler\.test\/api\/executions\//);
});
