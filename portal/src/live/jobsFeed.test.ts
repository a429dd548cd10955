import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JobSummaries, JobSummary } from '../../../src/contract/jobSummaries.ts';
import { ApiError } from '../api/client/ApiError.ts';
import { jobSummary } from './jobSummary.fixture.ts';
import { createJobsFeed, type JobsFeed } from './jobsFeed.ts';
import { pollDelay } from './pollDelay.ts';

type Answer = Partial<JobSummaries> | Error | Promise<JobSummaries>;

let asked: (string | null)[];
let answers: Answer[];
let viewer: { visible: boolean; idleMs: number };
let feed: JobsFeed;

const whole = (...jobs: JobSummary[]): Partial<JobSummaries> => ({ jobs, full: true, cursor: 'c1' });
const shown = (name: string) => feed.store.state.jobs?.get(name);

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  answers = [];
  viewer = { visible: true, idleMs: 0 };
  feed = createJobsFeed({
    async list(since) {
      asked.push(since);
      const answer = answers.shift() ?? {};
      if (answer instanceof Error) throw answer;
      return { jobs: [], deleted: [], cursor: 'c2', serverTime: '', full: false, ...(await answer) };
    },
    now: Date.now,
    random: () => 1,
    viewer: () => viewer,
    onAnswer: () => undefined,
  });
});
afterEach(() => {
  feed.stop();
  vi.useRealTimers();
});

const begin = async (...jobs: JobSummary[]) => {
  answers.push(whole(...jobs));
  feed.start();
  await vi.advanceTimersByTimeAsync(0);
};

it('loads the list once, then only what has changed since', async () => {
  const [a, b] = [jobSummary({ name: 'a' }), jobSummary({ name: 'b' })];
  await begin(a, b);
  answers.push({ jobs: [{ ...b, version: 2 }, jobSummary({ name: 'c' })], deleted: ['a'] });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toEqual([null, 'c1']);
  expect([...feed.store.state.jobs!.keys()].toSorted()).toEqual(['b', 'c']);
  expect(shown('b')?.version).toBe(2);
});

it('keeps rows and list the same objects when an overlapping answer brings nothing new', async () => {
  await begin(jobSummary({ name: 'a' }), jobSummary({ name: 'b' }));
  const before = feed.store.state.jobs;
  answers.push({ jobs: [jobSummary({ name: 'a' })] });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(feed.store.state.jobs).toBe(before);
  const a = shown('a');
  answers.push({ jobs: [jobSummary({ name: 'a' }), jobSummary({ name: 'b', version: 2 })] });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(shown('a')).toBe(a);
  expect(shown('b')?.version).toBe(2);
});

it('keeps what it has when the scheduler does not answer, and says when it tries again', async () => {
  await begin(jobSummary({ name: 'a' }));
  const receivedAt = feed.store.state.receivedAt;
  answers.push(new ApiError('down', { code: 'DATABASE_UNAVAILABLE', status: 503, retryAfterMs: 5_000 }));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(feed.store.state.problem?.retryAt).toBe(Date.now() + 5_000);
  expect(shown('a')).toBeDefined();
  expect(feed.store.state.receivedAt).toBe(receivedAt);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(feed.store.state.problem).toBeNull();
});

it('asks for nothing while paused, but once when told to', async () => {
  await begin();
  feed.pause();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(1);
  await feed.refresh();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(asked).toHaveLength(2);
  feed.resume();
  expect(asked).toHaveLength(3);
});

it('asks sooner when the viewer comes back', async () => {
  await begin();
  viewer = { visible: false, idleMs: 0 };
  await vi.advanceTimersByTimeAsync(2_000);
  expect(asked).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(asked).toHaveLength(2);
  viewer = { visible: true, idleMs: 0 };
  feed.wake();
  await vi.advanceTimersByTimeAsync(0);
  expect(asked).toHaveLength(3);
});

describe('a change of our own', () => {
  it('shows at once, and goes back when it is refused', async () => {
    await begin(jobSummary({ name: 'a' }), jobSummary({ name: 'b' }));
    const end = feed.change(['a'], { enabled: false });
    expect(shown('a')?.enabled).toBe(false);
    expect([...feed.store.state.saving]).toEqual(['a']);
    end();
    expect(shown('a')?.enabled).toBe(true);
    expect(feed.store.state.saving.size).toBe(0);
  });

  it('outlives answers that do not know it yet, and gives way to one that does', async () => {
    await begin(jobSummary({ name: 'a' }));
    const end = feed.change(['a'], { enabled: false });
    answers.push({ jobs: [jobSummary({ name: 'a', description: 'new' })] });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(shown('a')).toMatchObject({ enabled: false, description: 'new' });
    answers.push({ jobs: [jobSummary({ name: 'a', enabled: false, version: 2 })] });
    await feed.refresh();
    end();
    expect(shown('a')).toMatchObject({ enabled: false, version: 2 });
  });

  it('is not undone by an answer that left before it', async () => {
    await begin(jobSummary({ name: 'a' }));
    const slow = Promise.withResolvers<JobSummaries>();
    answers.push(slow.promise);
    await vi.advanceTimersByTimeAsync(2_000);
    const end = feed.change(['a'], { enabled: false });
    answers.push({ jobs: [jobSummary({ name: 'a', enabled: false, version: 2 })] });
    await feed.refresh();
    end();
    slow.resolve({ jobs: [jobSummary({ name: 'a' })] } as JobSummaries);
    await vi.advanceTimersByTimeAsync(0);
    expect(shown('a')).toMatchObject({ enabled: false, version: 2 });
  });
});

it.each([
  [{}, 2_000],
  [{ idleMs: 60_001 }, 10_000],
  [{ visible: false }, 60_000],
  [{ floorMs: 5_000 }, 5_000],
  [{ failures: 1 }, 2_000],
  [{ failures: 3 }, 8_000],
  [{ failures: 3, random: 0 }, 6_000],
  [{ failures: 9 }, 60_000],
  [{ failures: 1, retryAfterMs: 30_000 }, 30_000],
])('with %j it waits %d ms', (changed, delayMs) => {
  const usual = { visible: true, idleMs: 0, failures: 0, floorMs: 0, retryAfterMs: null, random: 1 };
  expect(pollDelay({ ...usual, ...changed })).toBe(delayMs);
});
