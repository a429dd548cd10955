import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Send } from './api.ts';
import { registerJobs } from './registerJobs.ts';

const log = {
  info: vi.fn<(line: string) => void>(),
  warn: vi.fn<(line: string) => void>(),
  error: vi.fn<(line: string) => void>(),
};
beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

type Answers = (job: string, tries: number) => Response | Error;

function register(names: string[], answers: Answers) {
  const sent: Record<string, unknown>[] = [];
  const send: Send = async (_, init) => {
    const job = JSON.parse(init.body ?? '') as { name: string };
    sent.push(job);
    const answer = answers(job.name, sent.filter(({ name }) => name === job.name).length);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const jobs = names.map((name) => ({ name, cronExpression: null }));
  const options = { url: 'http://scheduler.test/', token: 't', service: 'report-service', fetch: send, log };
  return { sent, ...registerJobs(jobs, options) };
}

const ok = (warnings: object[] = []) => Response.json({ success: true, message: '', job: {}, warnings });
const refusal = (status: number, code: string) =>
  Response.json({ error: code, code, message: `because of ${code}`, requestId: '1' }, { status });

it('registers each job, with what it may leave out', async () => {
  const { sent, done } = register(['daily', 'weekly'], () => ok());
  expect(await done).toEqual({ registered: ['daily', 'weekly'], refused: [] });
  expect(sent[0]).toEqual({
    name: 'daily',
    cronExpression: null,
    service: 'report-service',
    endpoint: '/jobs/daily',
    jobType: 'other',
  });
});

it('goes on until the scheduler answers, ever more seldom, and says so once', async () => {
  const { sent, done } = register(['daily'], (_, tries) => {
    if (tries < 4) return new TypeError('fetch failed');
    return tries < 8 ? refusal(503, 'DATABASE_UNAVAILABLE') : ok();
  });
  await vi.advanceTimersByTimeAsync(4_000);
  expect(sent).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(await done).toEqual({ registered: ['daily'], refused: [] });
  expect(log.info).toHaveBeenCalledTimes(1);
  expect(log.error).not.toHaveBeenCalled();
});

it('says loudly and once what is refused, registers the others, and tries again later', async () => {
  const { sent, done } = register(['mine', 'theirs'], (job, tries) =>
    job === 'mine' && tries < 4 ? refusal(400, 'SERVICE_URL_MISSING') : ok(),
  );
  expect(await done).toEqual({
    registered: ['theirs'],
    refused: [{ job: 'mine', code: 'SERVICE_URL_MISSING', message: 'because of SERVICE_URL_MISSING' }],
  });
  await vi.advanceTimersByTimeAsync(1_200_000);
  expect(sent.map(({ name }) => name)).toEqual(['mine', 'theirs', 'mine', 'mine', 'mine']);
  expect(log.error.mock.calls).toEqual([
    ['scheduler: job "mine" was refused: SERVICE_URL_MISSING: because of SERVICE_URL_MISSING'],
  ]);
});

it('passes warnings on, waits as long as it is told, and stops', async () => {
  const limited = Response.json(
    { code: 'RATE_LIMITED', message: 'slower' },
    { status: 429, headers: { 'retry-after': '60' } },
  );
  const { sent, done, stop } = register(['daily'], (_, tries) =>
    tries === 1 ? limited : ok([{ code: 'NEVER_FIRES', message: 'it never fires' }]),
  );
  await vi.advanceTimersByTimeAsync(59_000);
  expect(sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  await done;
  expect(log.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('NEVER_FIRES: it never fires'));
  stop();
});

it('never rejects, whatever answers', async () => {
  const { done, stop } = register(['daily'], () => new Response('<html>', { status: 200 }));
  await vi.advanceTimersByTimeAsync(60_000);
  stop();
  expect(await done).toEqual({ registered: [], refused: [] });
});
