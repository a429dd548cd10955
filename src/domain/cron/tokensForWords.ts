// Rewrites fields so that cronstrue describes them correctly. It takes `*,1` and `0-59` literally and calls every step
// "every n", even one that does not divide its unit: `*/40` is minutes 0 and 40.
import type { ParsedCron } from './parseCron.ts';

interface Field {
  values: number[];
  /** Number of values. */
  size: number;
  /** The unit in which its steps start over. */
  within: string;
}

/** A longer list would not be read. */
const MOST_LISTED = 6;

/** `startsAnew`: added after the sentence; may be empty. */
export function tokensForWords(cron: ParsedCron): { tokens: string[]; startsAnew: string } {
  const written = cron.expression.split(' ');
  const fields: Field[] = [
    { values: cron.second, size: 60, within: 'minute' },
    { values: cron.minute, size: 60, within: 'hour' },
    { values: cron.hour, size: 24, within: 'day' },
    { values: cron.dayOfMonth, size: 31, within: 'month' },
    { values: cron.month, size: 12, within: 'year' },
    { values: cron.dayOfWeek, size: 7, within: 'week' },
  ];
  const said = fields.slice(-written.length).map((field, index) => say(field, written[index]!));
  const units = said.flatMap(({ startsAnewEach }) => startsAnewEach ?? []);
  return {
    tokens: said.map(({ token }) => token),
    startsAnew: units.length === 0 ? '' : `, starting anew each ${units.join(' and ')}`,
  };
}

function say({ values, size, within }: Field, token: string): { token: string; startsAnewEach?: string } {
  if (values.length === size) return { token: '*' };
  if (/^[\d,]+$/.test(token)) return { token: values.join(',') };
  const step = Number(/^\*\/(\d+)$/.exec(token)?.[1] ?? 1);
  // Months differ in length, so no step of days is even across them.
  const isEven = size % step === 0 && within !== 'month';
  if (step === 1 || (isEven && step < size)) return { token };
  return values.length <= MOST_LISTED ? { token: values.join(',') } : { token, startsAnewEach: within };
}
