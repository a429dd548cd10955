// Adds the description of its schedule to a job's summary.
import { LRUCache } from 'lru-cache';
import type { JobSummary, JobSummaryRow } from '../../contract/jobSummaries.ts';
import { describeCron } from '../../domain/cron/explain/describeCron.ts';

/** Describing an expression costs some 50 µs and is repeated with every change of a summary. */
const cronWords = new LRUCache<string, string>({ max: 10_000 });

export function withScheduleText(row: JobSummaryRow): JobSummary {
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
  const known = cronWords.get(key);
  if (known !== undefined) return known;
  const words = describeCron(cronExpression, timeZone, jobName);
  cronWords.set(key, words);
  return words;
}
