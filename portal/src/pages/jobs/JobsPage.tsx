// The start page: all jobs, those that need attention first.
import { Button, Group, Title, VisuallyHidden } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { useEffect, useState } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { isSignInMissing } from '../../api/client/ApiError.ts';
import { announce } from '../../shared/ui/announce.ts';
import { FailedView } from '../../live/view/FailedView.tsx';
import { jobsFeed, useJobs } from '../../live/jobs.ts';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { lastJobsParams } from './BackToJobs.tsx';
import { BulkBar } from './BulkBar.tsx';
import { FilterRow } from './filters/FilterRow.tsx';
import { FirstJob } from './FirstJob.tsx';
import { JobsTable } from './table/JobsTable.tsx';
import { JobsTableSkeleton } from './table/JobsTableSkeleton.tsx';
import { JobsViewContext } from './JobsViewContext.ts';
import { NoMatch } from './NoMatch.tsx';
import { selection } from './table/selection.ts';
import { Tiles } from './tiles/Tiles.tsx';
import { useJobsView } from './useJobsView.ts';

const NONE: readonly JobSummary[] = [];
const route = getRouteApi('/jobs');

export function JobsPage() {
  const [tableBusy, setTableBusy] = useState(false);
  const someSelected = useSelector(selection, ({ names }) => names.size > 0);
  const view = useJobsView(tableBusy || someSelected);
  const { all, rows, filters, nowMs, moved, reorder } = view;
  useRememberedSearch();
  useAnnouncedCount(rows.length, JSON.stringify(filters));

  const problem = useJobs((state) => state.problem);
  if (all === undefined && problem !== null && !isSignInMissing(problem.error)) {
    return <FailedView what="the jobs" error={problem.error} onRetry={() => void jobsFeed.refresh()} />;
  }
  if (all?.length === 0) return <FirstJob />;
  return (
    <>
      <VisuallyHidden>
        <Title order={1}>Jobs</Title>
      </VisuallyHidden>
      {/* Drawn while the list is on its way, so that only the rows are left to be drawn when it comes. */}
      <div style={{ visibility: all === undefined ? 'hidden' : 'visible' }}>
        <Tiles all={all ?? NONE} nowMs={nowMs} />
        <JobsViewContext value={{ all: all ?? NONE, rows, filters, nowMs }}>
          <FilterRow filters={filters} />
        </JobsViewContext>
      </div>
      {moved > 0 && (
        <Group justify="center" mb="xs">
          <Button size="compact-sm" variant="filled" radius="xl" onClick={reorder}>
            {formatCountOf(moved, 'job')} changed position. Reorder
          </Button>
        </Group>
      )}
      {all === undefined ? (
        <JobsTableSkeleton />
      ) : rows.length === 0 ? (
        <NoMatch all={all} filters={filters} nowMs={nowMs} />
      ) : (
        <JobsTable rows={rows} onBusy={setTableBusy} />
      )}
      <BulkBar rows={rows} />
    </>
  );
}

/** Remembered for the breadcrumb of a job's page. */
function useRememberedSearch(): void {
  const search = route.useSearch();
  useEffect(() => lastJobsParams.setState(() => search), [search]);
}

/** Announces the number of matches when a filter has changed, not when a poll changes it. */
function useAnnouncedCount(count: number, asked: string): void {
  const [announced, setAnnounced] = useState(asked);
  useEffect(() => {
    if (announced === asked) return undefined;
    const timer = setTimeout(() => {
      setAnnounced(asked);
      announce(formatCountOf(count, 'job'));
    }, 500);
    return () => clearTimeout(timer);
  }, [announced, asked, count]);
}
