// The time zones to choose from, UTC, the viewer's and the job's first. Each is found by city, region, older name,
// abbreviation or offset, with or without accents.
import type { ZoneName } from '../../../../../src/contract/timeZones.ts';
import { viewerZone } from '../../../shared/format/zones.ts';

export interface ZoneChoice {
  value: string;
  /** "America/New York (GMT-05:00)" */
  label: string;
  /** Search terms. */
  words: readonly string[];
}

/**
 * @param zones as the scheduler names them
 * @param ownZones the job's and the chosen zone: always listed, under the name they have
 */
export function zoneChoices(zones: readonly ZoneName[], ownZones: readonly string[], at: Date): ZoneChoice[] {
  const known = new Map(zones.map((zone) => [zone.name, zone]));
  const newestNameOf = (zone: string) => zones.find(({ aliases }) => aliases.includes(zone))?.name ?? zone;
  const first = new Set(['UTC', newestNameOf(viewerZone), ...ownZones]);
  return [...new Set([...first, ...known.keys()])].map((name) =>
    zoneChoice(known.get(name) ?? { name, aliases: [], abbreviations: [] }, at),
  );
}

/** Zones that match every word of the search, whole-word matches first. */
export function findZones(choices: readonly ZoneChoice[], search: string): ZoneChoice[] {
  const sought = wordsOf(search);
  return choices
    .flatMap((choice) => {
      const fits = sought.map((word) => Math.min(...choice.words.map((one) => fitOf(one, word))));
      const fit = fits.reduce((sum, one) => sum + one, 0);
      return fit === Infinity ? [] : [{ choice, fit }];
    })
    .toSorted((one, other) => one.fit - other.fit)
    .map(({ choice }) => choice);
}

function zoneChoice({ name, aliases, abbreviations }: ZoneName, at: Date): ZoneChoice {
  const offset = offsetOf(name, at);
  return {
    value: name,
    label: `${name.replaceAll('_', ' ')} (${offset})`,
    words: [...new Set([name, ...aliases, ...abbreviations, ...offsetsInWords(offset)].flatMap(wordsOf))],
  };
}

/** 0 = it is the word, 1 = it begins with it, 2 = it has it in the middle. */
function fitOf(word: string, sought: string): number {
  if (word === sought) return 0;
  if (word.startsWith(sought)) return 1;
  // "+1" must not match "+11", nor "00" match "+01:00".
  return !/\d/.test(sought) && word.includes(sought) ? 2 : Infinity;
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
  return plain.split(/[\s/_(),]+/u).filter(Boolean);
}

/** "GMT+05:30" as people write it. */
function offsetsInWords(offset: string): string[] {
  const parts = /^GMT(?<sign>[+-])(?<hours>\d\d):(?<minutes>\d\d)/u.exec(offset)?.groups;
  if (!parts) return ['GMT', 'UTC', '+0', '+00:00', 'GMT+0', 'UTC+0'];
  const { sign, hours, minutes } = parts as Record<'sign' | 'hours' | 'minutes', string>;
  const short = `${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
  return [short, `${sign}${hours}:${minutes}`].flatMap((one) => [one, `GMT${one}`, `UTC${one}`]);
}

function offsetOf(zone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    timeZoneName: 'longOffset',
  }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}
