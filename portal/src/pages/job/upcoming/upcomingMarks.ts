// Marks of an upcoming run.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import type { UpcomingRun } from '../../../../../src/contract/upcoming.ts';

type Parent = Pick<JobSummary, 'name' | 'nextRunAt'>;

export function upcomingMarks(
  run: UpcomingRun,
  before: UpcomingRun | undefined,
  zone: string,
  /** Parent jobs. */
  parents: readonly Parent[],
): string[] {
  const marks: string[] = [];
  if (run.skipped) marks.push('skipped by an operator');
  if (run.planned) marks.push('planned by hand');
  if (before !== undefined) {
    const [was, is] = [offset(before.scheduledFor, zone), offset(run.scheduledFor, zone)];
    if (was !== is) marks.push(`the clocks have changed: ${was} to ${is}`);
  }
  for (const { name, nextRunAt } of parents) {
    if (nextRunAt !== null && sameMinute(nextRunAt, run.scheduledFor)) {
      marks.push(`${name}, which starts it too, is due at the same minute`);
    }
  }
  return marks;
}

/** "GMT+01:00" */
function offset(at: string, zone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
  return format.formatToParts(new Date(at)).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

function sameMinute(one: string, other: string): boolean {
  return one.slice(0, 16) === other.slice(0, 16);
}
