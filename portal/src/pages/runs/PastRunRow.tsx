import type { ReactNode } from 'react';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { StatusLabel } from '../../shared/ui/status/StatusLabel.tsx';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { JobInstant } from '../../shared/ui/time/JobInstant.tsx';
import { JobOfRow } from './JobOfRow.tsx';
import { feedTime } from '../../runs/list/runTimes.ts';
import { RunRow } from '../../runs/list/RunRow.tsx';
import { SentenceText } from '../../runs/explain/SentenceText.tsx';
import { triggeredBy } from '../../runs/explain/triggeredBy.ts';
import { whyInRow } from '../../runs/explain/whyInRow.ts';
import classes from '../../runs/list/RunTable.module.css';

/** @param children shown above the reason: the group's toggle */
export function PastRunRow({
  run,
  job,
  children,
}: {
  run: Execution;
  job: JobSummary | undefined;
  children?: ReactNode;
}) {
  return (
    <RunRow executionId={run.id}>
      <td>
        <StatusLabel status={run.status} />
      </td>
      <td>
        <JobOfRow run={run} job={job} />
      </td>
      <td>
        <JobInstant at={feedTime(run)} zone={job?.timeZone} />
      </td>
      <td className={classes['number']}>
        {run.duration_ms === null ? '–' : formatDuration(run.duration_ms)}
      </td>
      <td>{triggeredBy(run)}</td>
      <td className={classes['reason']}>
        {children}
        <SentenceText sentence={whyInRow(run)} zone={job?.timeZone} />
      </td>
    </RunRow>
  );
}
