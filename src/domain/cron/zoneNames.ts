// The accepted names of time zones: IANA's, links included. Intl accepts more names and gives some a surprising meaning: its
// BST is Dhaka.
import { closest, distance } from 'fastest-levenshtein';
import tzdata from 'tzdata' with { type: 'json' };
import type { ZoneName } from '../../contract/timeZones.ts';

/** IANA's zone for machines that were never configured. */
const NO_PLACE = 'Factory';

/** Every accepted name, in its usual spelling, by its lower case. */
const NAMES = new Map(
  [...Object.keys(tzdata.zones), ...Intl.supportedValuesOf('timeZone')]
    .filter((name) => name !== NO_PLACE && isKnownToIntl(name))
    .map((name) => [name.toLowerCase(), name]),
);

/** Newer spellings that IANA has only as links. For all other places the spelling that is not a link is the newer one. */
const RESPELT: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Coral_Harbour': 'America/Atikokan',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
};

/** The name in its usual spelling, or null when IANA does not have it. */
export function ianaName(zone: string): string | null {
  return NAMES.get(zone.toLowerCase()) ?? null;
}

/** All accepted names by place, in alphabetical order. */
export function zoneNames(): ZoneName[] {
  const groups = Map.groupBy([...NAMES.values()], intlName);
  return [...groups]
    .map(([known, names]) => {
      const name = preferred(known, names);
      return {
        name,
        aliases: names.filter((other) => other !== name).toSorted(),
        abbreviations: Object.keys(MEANT).filter((short) => MEANT[short]?.some((one) => names.includes(one))),
      };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function preferred(known: string, names: string[]): string {
  if (names.includes('UTC')) return 'UTC';
  if (isNoLink(known)) return known;
  return RESPELT[known] ?? names.find(isNoLink) ?? known;
}

function isNoLink(name: string): boolean {
  return typeof tzdata.zones[name as keyof typeof tzdata.zones] === 'object';
}

/** Intl's canonical name: one for all spellings and links of a place. @throws {RangeError} */
export function intlName(zone: string): string {
  return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone;
}

/** Whether Intl knows the zone. Some older jobs have names that only Intl knows. */
export function isKnownToIntl(zone: string): boolean {
  // Offsets have no daylight saving and are not names.
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    intlName(zone);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What people mean by a name that IANA does not have, most likely first. */
const MEANT: Record<string, string[]> = {
  ACT: ['Australia/Sydney', 'Australia/Darwin', 'America/Rio_Branco'],
  ADT: ['America/Halifax'],
  AEDT: ['Australia/Sydney'],
  AEST: ['Australia/Sydney', 'Australia/Brisbane'],
  AET: ['Australia/Sydney'],
  AGT: ['America/Argentina/Buenos_Aires'],
  AKST: ['America/Anchorage'],
  ART: ['America/Argentina/Buenos_Aires', 'Africa/Cairo'],
  AST: ['America/Halifax', 'Asia/Riyadh', 'America/Anchorage'],
  BET: ['America/Sao_Paulo'],
  BRT: ['America/Sao_Paulo'],
  BST: ['Europe/London', 'Asia/Dhaka'],
  CAT: ['Africa/Maputo'],
  CDT: ['America/Chicago'],
  CEST: ['Europe/Berlin', 'Europe/Paris'],
  CNT: ['America/St_Johns'],
  CST: ['America/Chicago', 'Asia/Shanghai', 'America/Havana'],
  CTT: ['Asia/Shanghai'],
  EAT: ['Africa/Nairobi'],
  ECT: ['Europe/Paris', 'America/Guayaquil'],
  EDT: ['America/New_York'],
  EEST: ['Europe/Athens', 'Europe/Kyiv'],
  IET: ['America/Indiana/Indianapolis'],
  IST: ['Asia/Kolkata', 'Europe/Dublin', 'Asia/Jerusalem'],
  JST: ['Asia/Tokyo'],
  KST: ['Asia/Seoul'],
  MDT: ['America/Denver'],
  MIT: ['Pacific/Apia'],
  MSK: ['Europe/Moscow'],
  NET: ['Asia/Yerevan'],
  NST: ['America/St_Johns', 'Pacific/Auckland'],
  NZDT: ['Pacific/Auckland'],
  NZST: ['Pacific/Auckland'],
  PDT: ['America/Los_Angeles'],
  PKT: ['Asia/Karachi'],
  PLT: ['Asia/Karachi'],
  PNT: ['America/Phoenix'],
  PRT: ['America/Puerto_Rico'],
  PST: ['America/Los_Angeles', 'Asia/Manila'],
  SGT: ['Asia/Singapore'],
  SST: ['Pacific/Pago_Pago', 'Pacific/Guadalcanal'],
  'US/PACIFIC-NEW': ['America/Los_Angeles'],
  VST: ['Asia/Ho_Chi_Minh'],
  WEST: ['Europe/Lisbon'],
};

/** Names that may have been meant, at most three. */
export function nearZoneNames(zone: string): string[] {
  const meant = MEANT[zone.toUpperCase()];
  if (meant) return meant;
  const written = zone.toLowerCase();
  if (written.length > 50) return [];
  const city = written.split('/').at(-1)!;
  const sameCity = [...NAMES].filter(([name]) => name.split('/').at(-1) === city);
  if (city !== '' && sameCity.length > 0) return sameCity.slice(0, 3).map(([, name]) => name);
  const near = closest(written, [...NAMES.keys()]);
  return distance(written, near) <= Math.max(2, written.length / 4) ? [NAMES.get(near)!] : [];
}
