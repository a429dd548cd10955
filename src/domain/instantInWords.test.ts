import { expect, it } from 'vitest';
import { instantInWords } from './instantInWords.ts';

it.each([
  ['2026-11-26T02:30:00.000Z', 'Europe/Berlin', 'Thu 26 Nov 2026 at 03:30 (Europe/Berlin)'],
  ['2026-11-26T02:30:00.000Z', 'America/New_York', 'Wed 25 Nov 2026 at 21:30 (America/New_York)'],
  ['2026-11-26T02:30:07.000Z', 'UTC', 'Thu 26 Nov 2026 at 02:30:07 (UTC)'],
])('says %s by the clocks of %s', (instant, timeZone, words) => {
  expect(instantInWords(instant, timeZone)).toBe(words);
});
