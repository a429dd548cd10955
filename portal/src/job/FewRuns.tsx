import { Text } from '@mantine/core';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { waitsFor } from '../jobs/waitsFor.ts';
import { useJobs } from '../live/jobs.ts';
import { JobInstant } from '../time/JobInstant.tsx';
import { TimeUntil } from '../time/TimeUntil.tsx';
import { dayInWords } from './dayInWords.ts';

/** Instead of figures and charts: the job has not run in the period. */
export function NoRunsYet({ job, days }: { job: JobSummary; days: number }) {
  const waits = useJobs(({ jobs }) => waitsFor(job, (name) => jobs?.get(name)));
  const { nextRunAt, timeZone, lastFinished } = job;
  return (
    <Text>
      {lastFinished === null ? 'No runs yet.' : `No runs in ${days} days.`}{' '}
      {nextRunAt !== null ? (
        <>
          {lastFinished === null ? 'First' : 'Next'} run in <TimeUntil at={nextRunAt} />,{' '}
          <JobInstant at={nextRunAt} zone={timeZone} />.
        </>
      ) : (
        waits !== null && `${waits}.`
      )}
    </Text>
  );
}

/** Instead of charts, which would show one point each. */
export function OneDay({ day }: { day: string }) {
  return (
    <Text size="sm" c="dimmed">
      All of these runs are of {dayInWords(day)} (UTC). Charts begin with the second day.
    </Text>
  );
}
