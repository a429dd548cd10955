import { expect, test } from 'vitest';
import { jobSummary, NOW } from '../../../live/jobSummary.fixture.ts';
import { proposals } from './proposals.ts';

const jobs = [
  jobSummary({ name: 'ledger-export', displayName: 'Ledger export', service: 'billing-service' }),
  jobSummary({ name: 'weekly-digest', displayName: 'Weekly digest' }),
  jobSummary({ name: 'ledger-import', displayName: 'Ledger import', service: 'billing-service' }),
];
const words = (q: string) => proposals(jobs, { q }, NOW).words;

test('proposes names that are a few typos away, the closest first', () => {
  expect(words('leger-exprot')[0]).toBe('ledger-export');
  expect(words('digets')).toEqual(['digest']);
  expect(words('Ledger exprot')[0]).toMatch(/^ledger.export$/);
  expect(words('biling-servic')[0]).toBe('billing-service');
  expect(words('something else')).toEqual([]);
});

test('says that the other filters hide what matches', () => {
  const hidden = proposals(jobs, { q: 'ledger', status: ['disabled'] }, NOW);
  expect(hidden).toEqual({ words: [], withoutFilters: 2 });
});
