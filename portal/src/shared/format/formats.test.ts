import { describe, expect, it } from 'vitest';
import { formatCountOf, formatRate } from './formatNumber.ts';
import { formatDuration } from './formatDuration.ts';
import { formatInstant, formatNear, formatSpan } from './formatInstant.ts';
import { formatDue, formatRelative } from './formatRelative.ts';
import { viewerZone } from './zones.ts';

const NOW = Date.parse('2027-01-11T12:00:00.000Z');

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [812, '812 ms'],
    [4_200, '4.2 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_499, '59 s'],
    [59_500, '1 min 00 s'],
    [68_000, '1 min 08 s'],
    [3_599_600, '1 h 00 min'],
    [7_980_000, '2 h 13 min'],
    [86_400_000, '1 d'],
    [90_000_000, '1 d 1 h'],
  ])('%d ms is %s', (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe('distances from now', () => {
  it.each([
    [0, 'now'],
    [-999, 'now'],
    [42_900, 'in 42 s'],
    [12 * 60_000, 'in 12 min'],
    [3 * 3_600_000 + 5 * 60_000, 'in 3 h 05 min'],
    [2 * 86_400_000, 'in 2 d'],
    [-4 * 60_000, '4 min ago'],
  ])('%d ms is "%s"', (aheadMs, text) => expect(formatRelative(NOW + aheadMs, NOW, 'UTC')).toBe(text));

  it.each([
    [42_000, 'in 42 s'],
    [-200, 'due now'],
    [-53_000, 'was due 53 s ago'],
  ])('of a run to come, %d ms is "%s"', (aheadMs, text) =>
    expect(formatDue(NOW + aheadMs, NOW, 'UTC')).toBe(text),
  );

  it('is the date beyond a week', () => {
    expect(formatRelative(NOW + 8 * 86_400_000, NOW, 'UTC')).toMatch(/^Tue 19 Jan, 12:00/);
    expect(formatRelative(NOW - 20 * 86_400_000, NOW, 'UTC')).toMatch(/^Tue 22 Dec 2026, 12:00/);
  });
});

it('shows an instant in its zone over both changes of the clock', () => {
  const inLondon = (at: string) => formatInstant(at, 'Europe/London', { nowMs: NOW, hour12: false });
  expect(inLondon('2027-03-28T00:59:00.000Z')).toBe('Sun 28 Mar, 00:59');
  expect(inLondon('2027-03-28T01:00:00.000Z')).toBe('Sun 28 Mar, 02:00');
  expect(inLondon('2027-10-31T00:30:00.000Z')).toBe('Sun 31 Oct, 01:30');
  expect(inLondon('2027-10-31T01:30:00.000Z')).toBe('Sun 31 Oct, 01:30');
  expect(formatInstant('2027-03-28T01:00:00.000Z', 'Asia/Kolkata', { nowMs: NOW, hour12: false })).toBe(
    'Sun 28 Mar, 06:30',
  );
});

it('takes the year of the zone, not of UTC', () => {
  expect(formatInstant('2026-12-31T23:30:00.000Z', 'Asia/Kolkata', { nowMs: NOW, hour12: false })).toBe(
    'Fri 1 Jan, 05:00',
  );
});

it('has a 12-hour clock where the browser has', () => {
  expect(formatInstant('2027-01-11T21:05:00.000Z', 'UTC', { nowMs: NOW, hour12: true })).toBe(
    'Mon 11 Jan, 9:05 pm',
  );
});

it('never rounds a rate up to all', () => {
  expect(formatRate(1)).toBe('100 %');
  expect(formatRate(0.9999)).toBe('99.9 %');
  expect(formatRate(0.986)).toBe('98.6 %');
  expect(formatRate(0)).toBe('0.0 %');
});

it('counts in words', () => {
  expect(formatCountOf(1, 'job')).toBe('1 job');
  expect(formatCountOf(1_204, 'job')).toBe('1,204 jobs');
});

it.each([
  ['2027-01-12T08:00:00.000Z', /^Tue 0?8:00/],
  ['2027-01-18T08:00:00.000Z', /^Mon 18 Jan, 0?8:00/],
])('names a weekday alone while it is no other week’s: %s', (at, shown) => {
  expect(formatNear(at, 'Europe/London', { nowMs: Date.parse('2027-01-11T12:00:00.000Z') })).toMatch(shown);
});

/** Neither is the zone of the one who runs this. */
const [ELSEWHERE, FURTHER] = ['Asia/Kolkata', 'Europe/London', 'America/Nuuk'].filter(
  (zone) => zone !== viewerZone,
) as [string, string];

it('names every zone that is not the viewer’s, also where the words are short', () => {
  const at = '2027-01-12T08:00:00.000Z';
  expect(formatNear(at, ELSEWHERE, { nowMs: NOW })).toContain(`(${ELSEWHERE})`);
  expect(formatNear('2027-01-18T08:00:00.000Z', FURTHER, { nowMs: NOW })).toContain(`(${FURTHER})`);
  expect(formatNear(at, viewerZone, { nowMs: NOW })).not.toContain('(');
  expect(formatRelative(NOW + 8 * 86_400_000, NOW, ELSEWHERE)).toContain(`(${ELSEWHERE})`);
  expect(formatSpan(at, at, ELSEWHERE, { nowMs: NOW })).toContain(`(${ELSEWHERE})`);
});

it('names the days of a span that is not within one', () => {
  const about = { nowMs: NOW, hour12: false };
  expect(formatSpan('2027-01-12T08:00:00.000Z', '2027-01-12T08:25:00.000Z', viewerZone, about)).toMatch(
    /^\d\d:\d\d–\d\d:\d\d$/,
  );
  expect(formatSpan('2027-01-12T00:00:00.000Z', '2027-01-13T06:00:00.000Z', viewerZone, about)).toMatch(
    /^\w{3} \d+ Jan, \d\d:\d\d–\w{3} \d+ Jan, \d\d:\d\d$/,
  );
});
