import { expect, test } from 'vitest';
import { findZones, zoneChoices } from './zoneChoices.ts';

const ZONES = [
  { name: 'America/New_York', aliases: ['US/Eastern'], abbreviations: ['EDT'] },
  { name: 'America/Sao_Paulo', aliases: ['Brazil/East'], abbreviations: ['BRT'] },
  { name: 'Asia/Kolkata', aliases: ['Asia/Calcutta'], abbreviations: ['IST'] },
  { name: 'Europe/Kyiv', aliases: ['Europe/Kiev'], abbreviations: ['EEST'] },
  { name: 'Europe/London', aliases: ['GB'], abbreviations: ['BST'] },
  { name: 'Pacific/Apia', aliases: [], abbreviations: [] },
  { name: 'UTC', aliases: ['Etc/UTC', 'GMT', 'Zulu'], abbreviations: [] },
];
const WINTER = new Date('2027-01-12T08:00:00.000Z');
const values = (choices: readonly { value: string }[]) => choices.map(({ value }) => value);
const found = (search: string) => values(findZones(zoneChoices(ZONES, ['UTC'], WINTER), search));

test.each([
  ['kolkata', 'Asia/Kolkata'],
  ['Calcutta', 'Asia/Kolkata'],
  ['kiev', 'Europe/Kyiv'],
  ['São Paulo', 'America/Sao_Paulo'],
  ['new york', 'America/New_York'],
  ['america/new_york', 'America/New_York'],
  ['EDT', 'America/New_York'],
  ['BST', 'Europe/London'],
  ['IST', 'Asia/Kolkata'],
  ['+5:30', 'Asia/Kolkata'],
  ['UTC+05:30', 'Asia/Kolkata'],
  ['gmt-5', 'America/New_York'],
  ['zulu', 'UTC'],
])('“%s” finds %s first', (search, zone) => expect(found(search)[0]).toBe(zone));

test('an offset is not the beginning of another one', () => {
  expect(found('+1')).not.toContain('Asia/Kolkata');
  expect(found('-5')).toEqual(['America/New_York']);
});

test('finds nothing by what no zone is called', () => expect(found('munich')).toEqual([]));

test('the job’s own zone is there under the name it has, and each zone once', () => {
  const all = values(zoneChoices(ZONES, ['Asia/Calcutta', 'Europe/London'], WINTER));
  expect(all[0]).toBe('UTC');
  expect(all.slice(0, 4)).toEqual(expect.arrayContaining(['Asia/Calcutta', 'Europe/London']));
  expect(new Set(all).size).toBe(all.length);
});
