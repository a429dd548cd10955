import { getRouteApi } from '@tanstack/react-router';
import { FailedView } from '../frame/FailedView.tsx';
import { LoadingRows } from '../frame/LoadingRows.tsx';
import { jobsFeed, useJobs } from '../live/jobs.ts';
import { FilterRow } from './FilterRow.tsx';
import { Tiles } from './Tiles.tsx';
import { useLayout } from './useLayout.ts';
import type { JobsView } from './useJobsView.ts';

const route = getRouteApi('/jobs');

/** The list before its first answer: its place, or why it does not come. */
export function JobsTableSkeleton({ view }: { view: JobsView }) {
  const { density } = route.useSearch();
  const { rowHeight, headHeight } = useLayout(density === 'compact');
  const problem = useJobs((state) => state.problem);
  if (problem)
    return <FailedView what="the jobs" error={problem.error} onRetry={() => void jobsFeed.refresh()} />;
  return (
    <>
      <div style={{ visibility: 'hidden' }}>
        <Tiles view={view} />
        <FilterRow view={view} />
      </div>
      <LoadingRows what="the jobs" headHeight={headHeight} rowHeight={rowHeight} />
    </>
  );
}
