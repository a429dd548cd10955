// A cron expression in words, for lists, previews and logs.
import cronstrue from 'cronstrue';
import { parseCron, type ParsedCron } from './parseCron.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Such as `every Monday at 09:00 (Europe/London)`; UTC goes without saying. @throws {InvalidCron} */
export function describeCron(expression: string, timeZone?: string, jobName?: string): string {
  const cron = parseCron(expression, jobName);
  const words = weekdaysAtTime(cron) ?? inGeneral(cron);
  return timeZone === undefined || timeZone === 'UTC' ? words : `${words} (${timeZone})`;
}

function matchesEveryDate({ eitherDayMatches, dayOfMonth, dayOfWeek }: ParsedCron): boolean {
  const all = [dayOfMonth.length === 31, dayOfWeek.length === 7];
  return eitherDayMatches ? all.includes(true) : !all.includes(false);
}

/** A single time of day on days of the week, which cronstrue says stiffly. */
function weekdaysAtTime(cron: ParsedCron): string | null {
  const everyDate = matchesEveryDate(cron);
  const onWeekdays = !cron.eitherDayMatches && cron.dayOfMonth.length === 31;
  if (!cron.fixedTime || cron.month.length < 12 || !(everyDate || onWeekdays)) return null;
  const [hour, minute, second] = [cron.hour, cron.minute, cron.second].map((value) =>
    String(value).padStart(2, '0'),
  );
  const time = `${hour}:${minute}${second === '00' ? '' : `:${second}`}`;
  return `${everyDate ? 'every day' : weekdays(cron.dayOfWeek)} at ${time}`;
}

function weekdays(days: number[]): string {
  if (String(days) === '1,2,3,4,5') return 'Monday to Friday';
  const fromMonday = days.toSorted((a, b) => ((a + 6) % 7) - ((b + 6) % 7));
  return `every ${new Intl.ListFormat('en-GB').format(fromMonday.map((day) => WEEKDAYS[day]!))}`;
}

function inGeneral(cron: ParsedCron): string {
  const tokens = tokensForWords(cron);
  const [dayOfMonth = '*', month = '*', dayOfWeek = '*'] = tokens.slice(-3);
  const say = (...days: [dayOfMonth: string, month: string, dayOfWeek: string]) => {
    const sentence = cronstrue.toString([...tokens.slice(0, -3), ...days].join(' '), {
      use24HourTimeFormat: true,
    });
    return sentence.charAt(0).toLowerCase() + sentence.slice(1);
  };
  if (matchesEveryDate(cron)) return say('*', month, '*');
  if (!cron.eitherDayMatches) return say(dayOfMonth, month, dayOfWeek);
  // cronstrue would join the two with "and".
  const time = say('*', '*', '*');
  const clause = (...days: Parameters<typeof say>) => say(...days).slice(time.length);
  const weekday = clause('*', '*', dayOfWeek).replace(/^, (only )?/, '');
  return `${time}${clause(dayOfMonth, '*', '*')} or ${weekday}${clause('*', month, '*')}`;
}

/** cronstrue reads `*,1` and `0-59` literally; a field with all its values is `*`. */
function tokensForWords(cron: ParsedCron): string[] {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek } = cron;
  const tokens = cron.expression.split(' ');
  const values = [second, minute, hour, dayOfMonth, month, dayOfWeek].slice(-tokens.length);
  const sizes = [60, 60, 24, 31, 12, 7].slice(-tokens.length);
  return tokens.map((token, index) => (values[index]?.length === sizes[index] ? '*' : token));
}
