import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { queryKeys } from './queryKeys.ts';

const ofOneJob = [
  queryKeys.job('a'),
  queryKeys.jobSummary('a'),
  queryKeys.jobHistory('a', { status: ['failed'] }),
  queryKeys.recentRuns('a'),
  queryKeys.dependencies('a'),
  queryKeys.stats('a', 30),
  queryKeys.upcoming('a', null),
];

it.each(ofOneJob.map((key) => [key]))('a change of the job reaches %j', async (key) => {
  const client = new QueryClient();
  client.setQueryData(key, 'known');
  client.setQueryData(queryKeys.recentRuns('another'), 'known');
  await client.invalidateQueries({ queryKey: queryKeys.job('a') });
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
  expect(client.getQueryState(queryKeys.recentRuns('another'))?.isInvalidated).toBe(false);
});

it.each([
  ['runs', queryKeys.runs({ job: ['a'] }), queryKeys.runs()],
  ['a run', queryKeys.run('1'), queryKeys.run()],
  ['the audit', queryKeys.audit({ job: 'a' }), queryKeys.audit()],
])('all pages of %s lie below one key', async (_, key, all) => {
  const client = new QueryClient();
  client.setQueryData(key, 'known');
  await client.invalidateQueries({ queryKey: all });
  expect(client.getQueryState(key)?.isInvalidated).toBe(true);
});
