import { Text } from '@mantine/core';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { waitsFor } from '../../jobs/model/waitsFor.ts';
import { useJobs } from '../../../live/jobs.ts';
import { JobInstant } from '../../../shared/ui/time/JobInstant.tsx';
import { TimeUntil } from '../../../shared/ui/time/TimeUntil.tsx';
import { formatDay } from '../../../shared/format/formatDay.ts';

/** Text in place of charts or rows: the job has no runs in this period, and when it runs next. */
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

/** In place of charts that would show a single point. */
export function OneDay({ day }: { day: string }) {
  return (
    <Text size="sm" c="dimmed">
      All of these runs are of {formatDay(day)} (UTC). Charts begin with the second day.
    </Text>
  );
}
