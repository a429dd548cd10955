import { expect, it } from 'vitest';
import { jobsParams } from '../../pages/jobs/jobsParams.ts';
import { parseSearch, stringifySearch } from './searchParams.ts';

it.each(['', '?q=0123', '?service=a&service=b&status=failing', '?q=a+%26+b%3Dc'])('keeps "%s"', (text) => {
  expect(stringifySearch(jobsParams(parseSearch(text)))).toBe(text);
});

it('drops what it does not know, without an error', () => {
  const search = jobsParams(
    parseSearch('?status=exploded&status=failing&sort=colour&dir=up&service=&density='),
  );
  expect(stringifySearch(search)).toBe('?status=failing');
});

it('leaves defaults out', () => {
  expect(stringifySearch(jobsParams(parseSearch('?sort=attention&dir=asc&density=comfortable')))).toBe('');
});
