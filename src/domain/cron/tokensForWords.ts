// An expression's fields as cronstrue says them right. It reads `*,1` and `0-59` literally, and calls every step "every n",
// also one that starts anew before it comes round: `*/40` is minute 0 and 40.
import type { ParsedCron } from './parseCron.ts';

interface Field {
  values: number[];
  /** How many values there are. */
  size: number;
  /** In which its steps start anew. */
  within: string;
}

/** More would be a list that nobody reads. */
const MOST_LISTED = 6;

/** `startsAnew`: to be said behind the sentence, or empty. */
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
  // Months differ in length, so no step of days goes on evenly.
  const isEven = size % step === 0 && within !== 'month';
  if (step === 1 || (isEven && step < size)) return { token };
  return values.length <= MOST_LISTED ? { token: values.join(',') } : { token, startsAnewEach: within };
}
