import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ExecutionRow as Execution } from '../../../src/contract/execution.ts';
import { LoadingRows } from '../frame/LoadingRows.tsx';
import { formatCount } from '../numbers/formatNumber.ts';
import { LiveRunRow } from './LiveRunRow.tsx';
import { NothingRuns } from './NothingRuns.tsx';
import type { Summaries } from './useSummaries.ts';
import classes from './RunTable.module.css';

/** "Running now" and "Queued". */
export function LiveRuns({
  runs,
  failure,
  isFiltered,
  summaries,
}: {
  runs: Execution[] | undefined;
  failure: ReactNode;
  isFiltered: boolean;
  summaries: Summaries;
}) {
  if (runs === undefined)
    return failure ?? <LoadingRows what="what is running" headHeight={34} rowHeight={51} />;
  const running = runs.filter(({ status }) => status === 'running').toReversed();
  const queued = runs.filter(({ status }) => status === 'queued').toReversed();
  return (
    <>
      {failure}
      {runs.length === 0 && <NothingRuns isFiltered={isFiltered} summaries={summaries} />}
      <Section title="Running now" runs={running} summaries={summaries} />
      <Section title="Queued" runs={queued} summaries={summaries} />
    </>
  );
}

/** Oldest first: what goes on longest deserves a look first. */
function Section({ title, runs, summaries }: { title: string; runs: Execution[]; summaries: Summaries }) {
  if (runs.length === 0) return null;
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb={4}>
        {title}{' '}
        <Text span c="dimmed">
          ({formatCount(runs.length)})
        </Text>
      </Title>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th>Job</th>
            <th>{title === 'Queued' ? 'Waits for' : 'Progress'}</th>
            <th className={classes['number']}>{title === 'Queued' ? 'Waiting' : 'Elapsed'}</th>
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
