import { Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { historyQuery } from '../../../api/executions.ts';
import { LoadingRows } from '../../../shared/ui/LoadingRows.tsx';
import { Pager } from '../../../shared/ui/Pager.tsx';
import { Stale } from '../../../shared/ui/Stale.tsx';
import { useView } from '../../../live/view/useView.tsx';
import { usePolling } from '../../../live/usePolling.ts';
import { LIVE_RUN_MS, PAST_RUNS_MS } from '../../../live/intervals.ts';
import { NewerRuns } from '../../../runs/list/NewerRuns.tsx';
import { RunFilters } from '../../../runs/list/RunFilters.tsx';
import classes from '../../../runs/list/RunTable.module.css';
import { useFrozenRows } from '../../../runs/list/useFrozenRows.ts';
import { NoRunsYet } from '../overview/FewRuns.tsx';
import { HistoryRow } from './HistoryRow.tsx';

const route = getRouteApi('/jobs/$name/{-$tab}');
const PAGE_SIZE = 50;

export function JobHistory({ job }: { job: JobSummary }) {
  const { status, origin, from, to, before } = route.useSearch();
  const navigate = route.useNavigate();
  const interval = usePolling(job.running === null ? PAST_RUNS_MS : LIVE_RUN_MS);
  const page = useQuery({
    ...historyQuery(job.name, { status, origin, from, to, before, limit: PAGE_SIZE }),
    refetchInterval: before === undefined && interval,
    placeholderData: keepPreviousData,
  });
  const view = JSON.stringify([job.name, status, origin, from, to, before]);
  const { data, failure } = useView('the history', page, view);
  const isOfBefore = page.isPlaceholderData;
  const { rows, newer, showNewer } = useFrozenRows(
    data && { rows: data.executions, isWhole: data.nextCursor === null, isOfBefore },
    view,
  );
  const longestMs = Math.max(0, ...rows.map((run) => run.duration_ms ?? 0));
  const isFiltered = [status, origin, from, to].some((filter) => filter !== undefined);
  const go = (cursor: string | undefined) =>
    void navigate({ search: (search) => ({ ...search, before: cursor }) });
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="end">
        <RunFilters
          filters={{ status, origin, from, to }}
          onChange={(changed) => void navigate({ search: ({ tz, run }) => ({ tz, run, ...changed }) })}
        />
        <NewerRuns count={newer} onShow={showNewer} />
      </Group>
      {failure}
      {data === undefined && failure === null && (
        <LoadingRows what="the history" headHeight={34} rowHeight={42} />
      )}
      {data !== undefined && !isOfBefore && rows.length === 0 && (
        <Text c="dimmed">
          {isFiltered ? (
            'No run matches. Clear the filters or choose a longer period.'
          ) : (
            <>
              <NoRunsYet job={job} /> “Run now” starts one immediately.
            </>
          )}
        </Text>
      )}
      <Stale when={isOfBefore}>
        {rows.length > 0 && (
          <table className={classes['table']}>
            <thead>
              <tr>
                <th aria-label="Expand" />
                <th>Outcome</th>
                <th>Due</th>
                <th>Started</th>
                <th>Duration</th>
                <th className={classes['number']}>Attempts</th>
                <th>Items</th>
                <th>Triggered by</th>
                <th>Why</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((run) => (
                <HistoryRow key={run.id} run={run} job={job} longestMs={longestMs} />
              ))}
            </tbody>
          </table>
        )}
        <Pager of="runs" cursor={before} next={data?.nextCursor} isWaiting={isOfBefore} onCursor={go} />
      </Stale>
    </Stack>
  );
}
