import { Text } from '@mantine/core';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { waitsFor } from '../../jobs/model/waitsFor.ts';
import { useJobs } from '../../../live/jobs.ts';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import { TimeUntil } from '../../../shared/ui/time/TimeUntil.tsx';
import { formatDay } from '../../../shared/format/formatDay.ts';

/** In words, instead of figures, charts or rows: the job has not run in the period, and what comes first. */
export function NoRunsYet({ job, days }: { job: JobSummary; days?: number }) {
  const waits = useJobs(({ jobs }) => waitsFor(job, (name) => jobs?.get(name)));
  const { nextRunAt, timeZone, lastFinished } = job;
  return (
    <>
      {lastFinished === null ? 'No runs yet.' : days === undefined ? 'No runs.' : `No runs in ${days} days.`}{' '}
      {nextRunAt !== null ? (
        <>
          {lastFinished === null ? 'First' : 'Next'} run in <TimeUntil at={nextRunAt} />,{' '}
          <JobInstant at={nextRunAt} zone={timeZone} />.
        </>
      ) : (
        waits !== null && `${waits}.`
      )}
    </>
  );
}

/** Instead of charts, which would show one point each. */
export function OneDay({ day }: { day: string }) {
  return (
    <Text size="sm" c="dimmed">
      All of these runs are of {formatDay(day)} (UTC). Charts begin with the second day.
    </Text>
  );
}
