// Time zones and what their clocks show.
import { LRUCache } from 'lru-cache';
import { ianaName, intlName, isKnownToIntl, nearZoneNames } from './zoneNames.ts';

/** A wall clock's reading; `month` counts from 1. */
export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

export class InvalidTimeZone extends Error {
  readonly code = 'INVALID_SETTING';
  readonly details: { setting: 'timeZone'; value: string; near: string[] };

  constructor(zone: string) {
    const near = nearZoneNames(zone);
    super(`time zone ${JSON.stringify(zone)} is not an IANA name; ${suggestion(near)}${meaningSoFar(zone)}`);
    this.name = 'InvalidTimeZone';
    this.details = { setting: 'timeZone', value: zone, near };
  }
}

/** IANA's spelling of a name in a request. @throws {InvalidTimeZone} */
export function assertTimeZone(zone: string): string {
  const name = ianaName(zone);
  if (name === null) throw new InvalidTimeZone(zone);
  return name;
}

/** IANA has some 600 spellings; older jobs may have others that only Intl knows. */
const SPELLINGS_KEPT = 1_000;
const clockZones = new LRUCache<string, string>({ max: SPELLINGS_KEPT });

/**
 * The canonical name of a stored zone. Accepts whatever Intl accepts, so that jobs registered under such a name keep running.
 * @throws {InvalidTimeZone}
 */
export function clockZone(zone: string): string {
  const known = clockZones.get(zone);
  if (known !== undefined) return known;
  if (!isKnownToIntl(zone)) throw new InvalidTimeZone(zone);
  const name = intlName(zone);
  clockZones.set(zone, name);
  return name;
}

/** The wall-clock reading in the zone at the instant. @throws {InvalidTimeZone} */
export function localTimeAt(zone: string, instantMs: number): LocalTime {
  const local: LocalTime = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  const isField = (type: string): type is keyof LocalTime => type in local;
  for (const { type, value } of formatterOf(zone).formatToParts(instantMs)) {
    if (isField(type)) local[type] = Number(value);
  }
  return local;
}

/** Milliseconds that the zone's clocks are ahead of UTC. Takes instants in whole seconds. */
export function utcOffsetMsAt(zone: string, instantMs: number): number {
  const { year, month, day, hour, minute, second } = localTimeAt(zone, instantMs);
  return Date.UTC(year, month - 1, day, hour, minute, second) - instantMs;
}

// Creating a formatter costs more than a thousand uses of it. There are some 460 zones, each cached under one name.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const zone = clockZone(timeZone);
  const known = formatters.get(zone);
  if (known) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formatters.set(zone, formatter);
  return formatter;
}

function suggestion(near: string[]): string {
  return near.length === 0
    ? 'use one such as "Europe/London"'
    : `did you mean ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(near.map((name) => `"${name}"`))}?`;
}

/** Jobs may have been registered under this name before it was refused. */
function meaningSoFar(zone: string): string {
  if (!isKnownToIntl(zone)) return '';
  const name = intlName(zone);
  return name === zone ? '' : ` Until now it meant "${name}"`;
}
