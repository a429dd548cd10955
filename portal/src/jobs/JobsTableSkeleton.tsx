import { getRouteApi } from '@tanstack/react-router';
import { FailedView } from '../frame/FailedView.tsx';
import { LoadingRows } from '../frame/LoadingRows.tsx';
import { jobsFeed, useJobs } from '../live/jobs.ts';
import { FilterRow } from './FilterRow.tsx';
import { JobsViewContext } from './JobsViewContext.ts';
import { Tiles } from './Tiles.tsx';
import { useLayout } from './useLayout.ts';
import type { JobsView } from './useJobsView.ts';

const route = getRouteApi('/jobs');

/** The list before its first answer: its place, or why it does not come. */
export function JobsTableSkeleton({ filters, nowMs }: Pick<JobsView, 'filters' | 'nowMs'>) {
  const { density } = route.useSearch();
  const { rowHeight, headHeight } = useLayout(density === 'compact');
  const problem = useJobs((state) => state.problem);
  if (problem)
    return <FailedView what="the jobs" error={problem.error} onRetry={() => void jobsFeed.refresh()} />;
  return (
    <>
      <div style={{ visibility: 'hidden' }}>
        <Tiles all={[]} nowMs={nowMs} />
        <JobsViewContext value={{ all: [], filters, nowMs }}>
          <FilterRow all={[]} rows={[]} filters={filters} />
        </JobsViewContext>
      </div>
      <LoadingRows what="the jobs" headHeight={headHeight} rowHeight={rowHeight} />
    </>
  );
}
