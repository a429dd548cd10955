// Summaries of jobs, with the words of their schedules.
import type { JobSummary, JobSummaryRow } from '../../contract/jobSummaries.ts';
import { describeCron } from '../../domain/cron/explain/describeCron.ts';

/** Words of a schedule cost some 50 µs and are asked for with every change of a summary. */
const CACHE_SIZE = 10_000;
const known = new Map<string, string>();

export function withWords(row: JobSummaryRow): JobSummary {
  return { ...row, scheduleInWords: scheduleInWords(row) };
}

function scheduleInWords({ name, cronExpression, timeZone, after, runAt }: JobSummaryRow): string {
  const parts = [
    ...(cronExpression === null ? [] : [cronInWords(cronExpression, timeZone, name)]),
    ...(after.length === 0 ? [] : [`after ${LIST.format(after.map(parentInWords))}`]),
    ...(runAt === null ? [] : [`once at ${runAt}`]),
  ];
  return parts.length === 0 ? 'only when triggered' : parts.join('; ');
}

const LIST = new Intl.ListFormat('en-GB');
const ENDS = { success: 'succeeds', failure: 'fails', any: 'ends' };

function parentInWords({ job, on }: JobSummaryRow['after'][number]): string {
  return `${job} ${ENDS[on]}`;
}

function cronInWords(cronExpression: string, timeZone: string, jobName: string): string {
  const key = `${cronExpression} ${timeZone} ${/h/i.test(cronExpression) ? jobName : ''}`;
  let words = known.get(key);
  if (words === undefined) {
    if (known.size >= CACHE_SIZE) known.clear();
    words = describeCron(cronExpression, timeZone, jobName);
    known.set(key, words);
  }
  return words;
}
