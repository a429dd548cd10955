// Cron expressions for text that people paste instead: other schedulers' notations, and our own descriptions.
import { weekdaysByName } from '../weekdayNumbers.ts';

export interface Proposal {
  /** What is wrong, and what to do. */
  reason: string;
  /** May itself be invalid: parse it before offering it. Null if there is no equivalent expression. */
  expression: string | null;
}

/** Null for text that could be an expression. */
export function proposeCron(text: string): Proposal | null {
  return zonePrefix(text) ?? wrapped(text) ?? comment(text) ?? words(text);
}

/** With a year after the five fields, as in EventBridge, or after six, as in Quartz. Null if the year restricts anything. */
export function withoutYear(fields: string[]): string | null {
  if (fields.at(-1) !== '*') return null;
  return ours(fields.slice(0, -1));
}

/** `TZ=` of cron tables, `CRON_TZ=` of Go programs. */
function zonePrefix(text: string): Proposal | null {
  const [matched, prefix, zone, rest] = /^((?:CRON_)?TZ=(\S*))\s+(.+)$/i.exec(text) ?? [];
  if (matched === undefined) return null;
  return {
    reason: `"${prefix}" does not belong in the expression; give the time zone separately, as "timeZone": "${zone}"`,
    expression: rest!,
  };
}

/** `cron(0 12 * * ? *)` and `rate(5 minutes)` of EventBridge. */
function wrapped(text: string): Proposal | null {
  const [matched, kind, inner = ''] = /^(cron|rate)\s*\((.*)\)$/i.exec(text) ?? [];
  if (matched === undefined) return null;
  if (kind!.toLowerCase() === 'rate') {
    return {
      reason: `"${text}" is a rate, not a cron expression`,
      expression: interval(inner.trim().toLowerCase()),
    };
  }
  const fields = inner.trim().split(/\s+/);
  return {
    reason: `write only the part in brackets of "${text}", without the year`,
    expression: fields.length === 6 ? withoutYear(fields) : ours(fields),
  };
}

function comment(text: string): Proposal | null {
  const start = text.search(/\s#/);
  return start < 0
    ? null
    : {
        reason: `"${text.slice(start).trim()}" is a comment; leave it out`,
        expression: text.slice(0, start).trim(),
      };
}

const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** `every 5 minutes`, `every day at 09:00`, `Monday to Friday at 18:00`: the wording of our own descriptions. */
function words(text: string): Proposal | null {
  // A zone in brackets is part of a description as well.
  const said = text
    .toLowerCase()
    .replace(/\s*\([a-z0-9_+/-]+\)$/, '')
    .trim();
  if (
    !/^(every|each|daily|hourly|weekly|monthly|at|on|(sun|mon|tues|wednes|thurs|fri|satur)day)\b/.test(said)
  ) {
    return null;
  }
  return {
    reason: `"${text}" is a description, not a cron expression`,
    expression: interval(said.replace(/^(on the hour, )?(every|each)\s+/, '')) ?? timeOfDay(said),
  };
}

const UNITS: Record<string, { size: number; write: (step: string) => string }> = {
  second: { size: 60, write: (step) => `${step} * * * * *` },
  minute: { size: 60, write: (step) => `${step} * * * *` },
  hour: { size: 24, write: (step) => `0 ${step} * * *` },
  day: { size: 1, write: () => '0 0 * * *' },
};

/** `5 minutes`, `hour`. Null if the steps do not divide their unit: they would start over in each. */
function interval(said: string): string | null {
  const [matched, count = '1', name] = /^(?:(\d{1,3})\s+)?([a-z]+?)s?$/.exec(said) ?? [];
  const unit = matched === undefined ? undefined : UNITS[name!];
  const step = Number(count);
  if (!unit || step < 1 || unit.size % step !== 0) return null;
  if (step === unit.size && unit.size > 1) return null;
  return unit.write(step === 1 ? '*' : `*/${step}`);
}

function timeOfDay(said: string): string | null {
  const [matched, days, hour, minute] =
    /^(?:every |each )?([a-z, ]+?) at (\d{1,2}):(\d{2})(?: o'clock)?$/.exec(said) ?? [];
  if (matched === undefined) return null;
  const weekdays = weekdaysOf(days!);
  return weekdays === null ? null : `${Number(minute)} ${Number(hour)} * * ${weekdays}`;
}

function weekdaysOf(said: string): string | null {
  if (said === 'day' || said === 'daily') return '*';
  if (said === 'weekday' || said === 'monday to friday') return 'MON-FRI';
  const days = said.split(/, and |, | and /).map((day) => day.replace(/s$/, ''));
  return days.every((day) => DAYS.includes(day))
    ? days.map((day) => day.slice(0, 3).toUpperCase()).join(',')
    : null;
}

/** Converts fields of Quartz and EventBridge: weekdays by name, steps from one value with their end, `*` for `?`. */
function ours(fields: string[]): string {
  const highest = [59, 59, 23].slice(-(fields.length - 3));
  return fields
    .map((field, index) => (index === fields.length - 1 ? weekdaysByName(field.toUpperCase()) : field))
    .map((field, index) =>
      field
        .replaceAll('?', '*')
        .replace(/^0\/(\d+)$/, '*/$1')
        .replace(/^(\d+)\/(\d+)$/, (whole, first: string, step: string) =>
          highest[index] === undefined ? whole : `${first}-${highest[index]}/${step}`,
        ),
    )
    .join(' ');
}
