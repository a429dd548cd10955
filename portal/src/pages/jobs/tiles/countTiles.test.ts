import { expect, test } from 'vitest';
import { countTiles } from './countTiles.ts';
import { filterJobs } from '../model/filterJobs.ts';
import { at, jobSummary, NOW, running } from '../../../live/jobSummary.fixture.ts';

test('counts runs, not jobs, of what runs and waits', () => {
  const jobs = [
    jobSummary({ name: 'both', running: running(1), runningCount: 2, queuedCount: 3 }),
    jobSummary({ name: 'waits', queuedCount: 2 }),
    jobSummary({ name: 'rests' }),
  ];
  expect(countTiles(jobs, NOW)).toMatchObject({ running: 2, queued: 5 });
});

test('counts as many stopped jobs as its filter leaves, also those with a run under way', () => {
  const jobs = [
    jobSummary({ name: 'off', enabled: false }),
    jobSummary({ name: 'runs out', enabled: false, running: running(1), runningCount: 1 }),
    jobSummary({ name: 'paused', pausedUntil: at(1_000), queuedCount: 1 }),
    jobSummary({ name: 'on' }),
  ];
  const { stopped } = countTiles(jobs, NOW);
  expect(stopped).toBe(3);
  expect(filterJobs(jobs, { status: ['paused', 'disabled'] }, NOW)).toHaveLength(stopped);
});
