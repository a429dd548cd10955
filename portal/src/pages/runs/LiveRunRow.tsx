import { Text } from '@mantine/core';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { formatRelative } from '../../shared/format/formatRelative.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';
import { viewerZone } from '../../shared/format/zones.ts';
import { JobOfRow } from './JobOfRow.tsx';
import { RunProgress } from '../../runs/RunProgress.tsx';
import { RunRow } from '../../runs/list/RunRow.tsx';
import { SentenceText } from '../../runs/explain/SentenceText.tsx';
import { triggeredBy } from '../../runs/explain/triggeredBy.ts';
import { usualDuration } from './usualDuration.ts';
import { wholeSentence, whyRun } from '../../runs/explain/whyRun.ts';
import classes from '../../runs/list/RunTable.module.css';

export function LiveRunRow({ run, job }: { run: Execution; job: JobSummary | undefined }) {
  const since = run.started_at ?? run.queued_at ?? run.scheduled_for;
  const elapsed = useTicking((nowMs) =>
    since === null ? '' : formatDuration(Math.max(0, nowMs - Date.parse(since))),
  );
  const untilDue = useTicking((nowMs) =>
    run.scheduled_for === null ? '–' : formatRelative(run.scheduled_for, nowMs, viewerZone),
  );
  const usual = job === undefined ? null : usualDuration(job);
  const isLong = useTicking((nowMs) =>
    Boolean(usual && run.started_at !== null && nowMs - Date.parse(run.started_at) > usual.longMs),
  );
  return (
    <RunRow executionId={run.id}>
      <td>
        <JobOfRow run={run} job={job} />
      </td>
      <td className={classes['reason']}>
        {/* That it is being cancelled matters more than how far it has come. */}
        {(run.progress === null || run.cancel_requested_at !== null) && (
          <SentenceText sentence={wholeSentence(whyRun(run))} zone={job?.timeZone} />
        )}
        {run.status === 'running' && run.progress !== null && <RunProgress execution={run} summary={job} />}
      </td>
      <td className={classes['number']}>
        {run.planned ? untilDue : elapsed}
        {run.status === 'running' && usual !== null && (
          <Text size="xs" c="dimmed">
            {usual.words}
          </Text>
        )}
        {isLong && <div className={classes['late']}>longer than usual</div>}
      </td>
      <td>{triggeredBy(run)}</td>
    </RunRow>
  );
}
