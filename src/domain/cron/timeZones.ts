// IANA time zones as Intl knows them: which exist, and what their clocks show.
import { closest, distance } from 'fastest-levenshtein';

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

  constructor(zone: string) {
    super(`time zone ${JSON.stringify(zone)} is not known; ${suggestion(zone)}`);
    this.name = 'InvalidTimeZone';
  }
}

export function isTimeZone(zone: string): boolean {
  // Intl also takes offsets, which know no daylight saving and are no IANA names.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Intl.DateTimeFormat('en-US', { timeZone: zone });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** The zone's name, in the usual spelling where only the case differs. @throws {InvalidTimeZone} */
export function assertTimeZone(zone: string): string {
  if (!isTimeZone(zone)) throw new InvalidTimeZone(zone);
  return zoneNames().find((name) => name.toLowerCase() === zone.toLowerCase()) ?? zone;
}

/** What a clock in the zone shows at the instant. */
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

// Making a formatter costs more than a thousand uses of it; there are some 600 zones.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
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

function zoneNames(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone')];
}

function suggestion(zone: string): string {
  const near = closest(zone, zoneNames());
  return distance(zone.toLowerCase(), near.toLowerCase()) <= Math.max(2, zone.length / 4)
    ? `did you mean "${near}"?`
    : 'use an IANA name such as "Europe/London"';
}
