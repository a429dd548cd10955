import { expect, test } from 'vitest';
import { aCause, at, failing, jobSummary, NOW } from '../../live/jobSummary.fixture.ts';
import { failingOf } from './failingOf.ts';

const failed = (name: string, agoMs: number, httpStatus: number, said: string | null = null) =>
  jobSummary({
    name,
    failing: { ...failing(agoMs)!, latestCause: aCause({ attemptCode: 'answered', httpStatus, said }) },
    lastFinished: {
      executionId: '00000000-0000-4000-8000-000000000001',
      status: 'failed',
      at: at(-agoMs),
      reason: null,
      cause: null,
    },
  });

test('counts the failing jobs of the service, and has the cause of the newest failure', () => {
  const jobs = [
    failed('old', 9_000, 500),
    failed('new', 1_000, 503, 'the pool is exhausted'),
    { ...failed('other', 10, 500), service: 'other-service' },
    jobSummary({ name: 'well' }),
  ];
  expect(failingOf('email-service', jobs, NOW)).toEqual({
    jobs: 2,
    latest: { why: 'HTTP 503: the pool is exhausted', at: at(-1_000) },
  });
  expect(failingOf('email-service', [], NOW)).toEqual({ jobs: 0, latest: null });
});
