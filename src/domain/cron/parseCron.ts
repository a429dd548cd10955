// Reads a cron expression field by field, so that an error names the field. It accepts a subset of croner's syntax and reads
// it the same way.
import type { DayRule } from './compile/dayRules.ts';
import { proposeCron, withoutYear } from './explain/proposeCron.ts';

export interface ParsedCron {
  /** Always 5 or 6 fields: macros expanded, names in upper case, `?` as `*`, `H` as the job's value,
   * ranges over the end of the field and ranges with `#` as lists, `FRIL` as `5#L`. */
  expression: string;
  second: number[];
  minute: number[];
  hour: number[];
  dayOfMonth: number[];
  /** L, LW and 15W. */
  dayOfMonthRules: DayRule[];
  month: number[];
  /** 0 is Sunday. */
  dayOfWeek: number[];
  /** FRI#2 and FRI#L. */
  dayOfWeekRules: DayRule[];
  /** Both day fields are more than a bare `*` (a step from `*` is more): a day matches when either field does. */
  eitherDayMatches: boolean;
  /** True when it names times of day, each of which runs once a day even where the clock repeats or skips it. False when it
   * runs by interval, whenever a clock shows one of its times: see dueInstants.ts. */
  fixedTimes: boolean;
}

export type CronFieldName = 'second' | 'minute' | 'hour' | 'day of month' | 'month' | 'day of week';

export interface CronMistake {
  field: CronFieldName | 'expression';
  value: string;
  allowed: string;
  /** The expression that was probably meant. */
  proposal?: string;
}

export class InvalidCron extends Error {
  readonly code = 'INVALID_CRON';
  readonly details: CronMistake;

  constructor(reason: string, details: CronMistake) {
    super(`${details.field}: ${reason}; allowed: ${details.allowed}`);
    this.name = 'InvalidCron';
    this.details = details;
  }
}

interface CronField {
  name: CronFieldName;
  min: number;
  max: number;
  /** The largest step that croner accepts: the number of values in its table. */
  size: number;
  /** Names in order; the first one stands for `min`. */
  names: readonly string[];
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

const FIELDS = {
  second: { name: 'second', min: 0, max: 59, size: 60, names: [] },
  minute: { name: 'minute', min: 0, max: 59, size: 60, names: [] },
  hour: { name: 'hour', min: 0, max: 23, size: 24, names: [] },
  dayOfMonth: { name: 'day of month', min: 1, max: 31, size: 31, names: [] },
  month: { name: 'month', min: 1, max: 12, size: 12, names: MONTHS },
  dayOfWeek: { name: 'day of week', min: 0, max: 7, size: 7, names: DAYS },
} satisfies Record<string, CronField>;

const MACROS: Record<string, string> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

const ALLOWED_EXPRESSION = `5 fields (minute hour day-of-month month day-of-week), 6 fields (second first), or ${Object.keys(MACROS).join(', ')}`;

/** A weekday or a range of them, with its position in the month: `FRI#2`, `5#L`, `FRIL`, `MON-FRI#1`. */
const NTH_ITEM = /^((?:\d+|[A-Z]{3})(?:-(?:\d+|[A-Z]{3}))?)(?:#(\w*)|(L))$/;

/**
 * Reads an expression anew; knownCron remembers. `jobName` decides the values that `H` stands for.
 * @throws {InvalidCron}
 */
export function parseCron(expression: string, jobName?: string): ParsedCron {
  const written = splitFields(expression);
  const fields = Object.values(FIELDS).slice(-written.length);
  const tokens = written.map((token, index) =>
    token
      .split(',')
      .map((item) => resolveHash(fields[index]!, item, jobName))
      .map((item) => spreadNth(fields[index]!, item) ?? unwrapRange(fields[index]!, item))
      .join(','),
  );
  const parts = tokens.length === 5 ? ['0', ...tokens] : tokens;
  const [second = '', minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = parts;
  const time = {
    second: parseField(FIELDS.second, second),
    minute: parseField(FIELDS.minute, minute),
    hour: parseField(FIELDS.hour, hour),
  };
  const monthDays = splitRules(dayOfMonth, dayOfMonthRule);
  const weekDays = splitRules(dayOfWeek, dayOfWeekRule);
  return {
    expression: tokens.join(' '),
    ...time,
    dayOfMonth: parseField(FIELDS.dayOfMonth, monthDays.plain),
    dayOfMonthRules: monthDays.rules,
    month: parseField(FIELDS.month, month),
    dayOfWeek: parseField(FIELDS.dayOfWeek, weekDays.plain),
    dayOfWeekRules: weekDays.rules,
    eitherDayMatches: dayOfMonth !== '*' && dayOfWeek !== '*',
    fixedTimes: !minute.startsWith('*') && !hour.startsWith('*'),
  };
}

function splitFields(expression: string): string[] {
  const text = expression.trim();
  if (text === '') throw refuse(expression, 'it is empty');
  if (text.toLowerCase() === '@reboot')
    throw refuse(expression, '"@reboot" is not a time: it means when a machine starts');
  const macro = MACROS[text.toLowerCase()];
  if (text.startsWith('@') && !macro) throw refuse(expression, `"${text}" is not a known macro`);
  const proposed = proposeCron(text);
  if (proposed) throw refuse(expression, proposed.reason, proposed.expression);
  const written = (macro ?? text).split(/\s+/);
  if (written.length === 7)
    throw refuse(expression, `"${text}" has 7 fields, and years are not supported`, withoutYear(written));
  if (written.length !== 5 && written.length !== 6) {
    throw refuse(expression, `"${text}" has ${written.length} ${written.length === 1 ? 'field' : 'fields'}`);
  }
  return written.map((token) => token.toUpperCase().replaceAll('?', '*'));
}

/** The `proposal` is mentioned only if it parses. */
function refuse(expression: string, reason: string, proposal: string | null = null): InvalidCron {
  const mistake = { field: 'expression', value: expression, allowed: ALLOWED_EXPRESSION } as const;
  if (proposal === null || !isReadable(proposal)) return new InvalidCron(reason, mistake);
  return new InvalidCron(`${reason}; write "${proposal}"`, { ...mistake, proposal });
}

function isReadable(expression: string): boolean {
  try {
    // Any job name will do for `H`.
    parseCron(expression, 'any');
    return true;
  } catch (error) {
    if (error instanceof InvalidCron) return false;
    throw error;
  }
}

/**
 * `?` means "no value" in one of the two day fields. Elsewhere the expression probably comes from another scheduler.
 * @param expression that parseCron takes
 * @throws {InvalidCron}
 */
export function refuseOddQuestionMarks(expression: string): void {
  const written = expression.trim().split(/\s+/);
  const fields = Object.values(FIELDS).slice(-written.length);
  const at = written.findIndex((token, index) => {
    const { name } = fields[index]!;
    return token.includes('?') && (token !== '?' || (name !== 'day of month' && name !== 'day of week'));
  });
  if (at >= 0) {
    const proposal = written.length === 6 ? withoutYear(written) : null;
    const readable = proposal !== null && isReadable(proposal) ? proposal : null;
    const sixFields =
      written.length === 6 ? '; six fields begin with seconds, and years are not supported' : '';
    throw invalid(
      fields[at]!,
      written[at]!,
      `"?" is only allowed as a whole day field${sixFields}${readable === null ? '' : `; write "${readable}"`}`,
      readable,
    );
  }
  if (written.at(-3) === '?' && written.at(-1) === '?') {
    const proposal = [...written.slice(0, -3), '*', written.at(-2)!, '*'].join(' ');
    const reason = `"?" is allowed in one of the two day fields, not in both; write "${proposal}"`;
    throw invalid(FIELDS.dayOfWeek, '?', reason, proposal);
  }
}

/** `H` or `H(first-last)`, with an optional step: as in Jenkins, a value that is always the same for one job. */
const HASH_ITEM = /^H(?:\((\w+-\w+)\))?(?:\/(\d+))?$/;

function resolveHash(field: CronField, item: string, jobName: string | undefined): string {
  const [matched, bounds, stepText] = HASH_ITEM.exec(item) ?? [];
  if (matched === undefined) return item;
  if (jobName === undefined) {
    throw invalid(
      field,
      item,
      `"${item}" stands for a value that depends on the job's name; give the name of the job`,
    );
  }
  // A day of month that every month has.
  const last = field.name === 'day of month' ? 28 : field.min + field.size - 1;
  const values = bounds === undefined ? range(field.min, last, 1) : parseItem(field, item, bounds);
  if (values.length === 0) throw invalid(field, item, `the range of "${item}" runs backwards`);
  const hash = stableHash(`${jobName} ${field.name}`);
  if (stepText === undefined) return String(values[hash % values.length]);
  const step = Number(stepText);
  if (step < 1 || step > values.length) {
    throw invalid(field, item, `the step ${step} in "${item}" is not between 1 and ${values.length}`);
  }
  return `${values[hash % step]}-${values.at(-1)}/${step}`;
}

/** Lists the values of a range that wraps past the end of its field, such as 22-2 or SAT-MON; croner refuses such ranges. */
function unwrapRange(field: CronField, item: string): string {
  const [matched, from = '', to = '', stepText = '1'] =
    /^([A-Z0-9]+)-([A-Z0-9]+)(?:\/(\d+))?$/.exec(item) ?? [];
  if (matched === undefined) return item;
  const first = parseValue(field, item, from);
  const last = parseValue(field, item, to);
  // Sunday at the end of a range is 7, which does not wrap.
  if (first <= last || to === 'SUN') return item;
  const highest = field.min + field.size - 1;
  const values = [...range(first, highest, 1), ...range(field.min, last, 1)];
  const step = Number(stepText);
  // Refused where steps are read.
  if (step < 1 || step > field.size) return item;
  return values.filter((_, index) => index % step === 0).join(',');
}

/** Rewrites an item with `#` or `L` as `weekday#n` for each weekday, the form croner always reads; null for other items. */
function spreadNth(field: CronField, item: string): string | null {
  const [matched, weekdays = '', nth = 'L'] = NTH_ITEM.exec(item) ?? [];
  if (matched === undefined || field.name !== 'day of week') return null;
  if (!/^[1-5L]$/.test(nth)) throw invalid(field, item, `"${nth}" after # is not 1 to 5 or L (the last)`);
  const values = parseField(field, unwrapRange(field, weekdays));
  if (values.length === 0) throw invalid(field, item, `the range of "${item}" runs backwards`);
  return values.map((weekday) => `${weekday}#${nth}`).join(',');
}

/** Splits a day field into rules and plain items. The items are null if there are only rules. */
function splitRules(token: string, read: (item: string, token: string) => DayRule | null) {
  const items = token.split(',').map((item) => ({ item, rule: read(item, token) }));
  const plain = items.filter(({ rule }) => rule === null).map(({ item }) => item);
  return {
    rules: items.flatMap(({ rule }) => rule ?? []),
    plain: plain.length === 0 ? null : plain.join(','),
  };
}

function dayOfMonthRule(item: string, token: string): DayRule | null {
  const field = FIELDS.dayOfMonth;
  if (item === 'L') return { kind: 'lastDay' };
  if (item === 'LW') {
    if (token === item) return { kind: 'lastWeekday' };
    throw invalid(field, token, '"LW" cannot be in a list');
  }
  const day = /^(\d+)W$/.exec(item)?.[1];
  return day === undefined ? null : { kind: 'nearestWeekday', day: parseValue(field, item, day) };
}

/** As spreadNth writes them. */
function dayOfWeekRule(item: string): DayRule | null {
  const [matched, weekday, nth] = /^(\d)#([1-5L])$/.exec(item) ?? [];
  return matched === undefined
    ? null
    : { kind: 'nth', weekday: Number(weekday), nth: nth === 'L' ? 'last' : Number(nth) };
}

/** FNV-1a, mixed so that the lowest bits are spread as well. Must never change: jobs would move to other times. */
function stableHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** `null` if the field has rules only. */
function parseField(field: CronField, token: string | null): number[] {
  if (token === null) return [];
  const values = token.split(',').flatMap((item) => parseItem(field, token, item));
  const normalized = field.name === 'day of week' ? values.map((value) => value % 7) : values;
  return [...new Set(normalized)].toSorted((a, b) => a - b);
}

function parseItem(field: CronField, token: string, item: string): number[] {
  if (item === '') throw invalid(field, token, `"${token}" has an empty item in its list`);
  const match = /^(\*|([A-Z0-9]+)(?:-([A-Z0-9]+))?)(?:\/(\d+))?$/.exec(item);
  if (!match) throw invalid(field, item, `"${item}" is not valid`);
  const [, base, from = '', to, stepText] = match;

  const step = stepText === undefined ? 1 : Number(stepText);
  if (step < 1 || step > field.size) {
    throw invalid(field, item, `the step ${step} in "${item}" is not between 1 and ${field.size}`);
  }
  if (base === '*') return range(field.min, field.min + field.size - 1, step);
  const first = parseValue(field, item, from);
  if (to === undefined) {
    if (stepText === undefined) return [first];
    throw invalid(field, item, `"${item}" steps from a single value; write ${first}-${field.max}/${step}`);
  }
  // Sunday is 7 at the end of a range, so that FRI-SUN does not run backwards.
  const last = to === 'SUN' ? 7 : parseValue(field, item, to);
  return range(first, last, step);
}

function parseValue(field: CronField, item: string, text: string): number {
  const index = field.names.indexOf(text);
  if (index >= 0) return field.min + index;
  if (!/^\d+$/.test(text)) throw invalid(field, item, `"${text}" is not a value of this field`);
  const value = Number(text);
  if (value > field.max) throw invalid(field, item, `${text} is above ${field.max}`);
  if (value < field.min) throw invalid(field, item, `${text} is below ${field.min}`);
  return value;
}

const RULES: Partial<Record<CronFieldName, string>> = {
  'day of month': ', L (the last day), 15W (the weekday nearest the 15th) and LW (the last weekday)',
  'day of week': ', FRI#2 (the second Friday of the month) and FRIL (the last one)',
};

function range(first: number, last: number, step: number): number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

function invalid(
  field: CronField,
  value: string,
  reason: string,
  proposal: string | null = null,
): InvalidCron {
  const { name, min, max, names } = field;
  const sunday = name === 'day of week' ? ' (0 and 7 are Sunday)' : '';
  const named = names.length > 0 ? ` or ${names[0]} to ${names.at(-1)}` : '';
  return new InvalidCron(reason, {
    field: name,
    value,
    allowed: `${min} to ${max}${sunday}${named}, lists (a,b), ranges (a-b), * and steps (*/n, a-b/n), H, H(a-b) and H/n${RULES[name] ?? ''}`,
    ...(proposal !== null && { proposal }),
  });
}
