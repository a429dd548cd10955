import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { LoadingRows } from '../../shared/ui/LoadingRows.tsx';
import { formatCount } from '../../shared/format/formatNumber.ts';
import { OneZone } from '../../shared/ui/time/OneZone.tsx';
import { LiveRunRow } from './LiveRunRow.tsx';
import { NoRuns } from './NoRuns.tsx';
import type { JobsByName } from '../../live/useJobsByName.ts';
import classes from '../../runs/list/RunTable.module.css';

/** Titles and columns of the sections. A planned one-off run waits only for its instant. */
const SECTIONS = {
  running: { title: 'Running now', progress: 'Progress', elapsed: 'Elapsed' },
  queued: { title: 'Queued', progress: 'Waits for', elapsed: 'Waiting' },
  planned: { title: 'Planned', progress: 'Waits for', elapsed: 'Due' },
};

/** "Running now", "Queued" and "Planned". */
export function LiveRuns({
  runs,
  hasMore,
  failure,
  isFiltered,
  summaries,
}: {
  runs: Execution[] | undefined;
  /** There are more runs than these, so the count is not exact. */
  hasMore: boolean;
  failure: ReactNode;
  isFiltered: boolean;
  summaries: JobsByName;
}) {
  if (runs === undefined)
    return failure ?? <LoadingRows what="the running runs" headHeight={34} rowHeight={51} />;
  const running = runs.filter(({ status }) => status === 'running').toReversed();
  const waiting = runs.filter(({ status }) => status === 'queued').toReversed();
  const queued = waiting.filter((run) => !run.planned);
  const planned = waiting.filter((run) => run.planned);
  const about = { hasMore, summaries };
  return (
    <>
      {failure}
      {runs.length === 0 && <NoRuns isFiltered={isFiltered} summaries={summaries} />}
      <OneZone>
        <Section section="running" runs={running} {...about} />
        <Section section="queued" runs={queued} {...about} />
        <Section section="planned" runs={planned} {...about} />
      </OneZone>
    </>
  );
}

/** Oldest first: the longest-running run needs attention first. */
function Section({
  section,
  runs,
  hasMore,
  summaries,
}: {
  section: keyof typeof SECTIONS;
  runs: Execution[];
  hasMore: boolean;
  summaries: JobsByName;
}) {
  if (runs.length === 0) return null;
  const { title, progress, elapsed } = SECTIONS[section];
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb={4}>
        {title}{' '}
        <Text span c="dimmed">
          ({hasMore && 'at least '}
          {formatCount(runs.length)})
        </Text>
      </Title>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th>Job</th>
            <th>{progress}</th>
            <th className={classes['number']}>{elapsed}</th>
            <th>Triggered by</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <LiveRunRow key={run.id} run={run} job={summaries.of(run.job_name)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}
