import { VisuallyHidden } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { FailedView } from '../frame/FailedView.tsx';
import { jobsFeed, useJobs } from '../live/jobs.ts';
import classes from './JobsTableSkeleton.module.css';
import { useLayout } from './useLayout.ts';

const ROWS = 12;
const route = getRouteApi('/jobs');

/** The place that the list will take. A fast answer comes before it is seen (the style waits 150 ms). */
export function JobsTableSkeleton() {
  const { density } = route.useSearch();
  const { rowHeight } = useLayout(density === 'compact');
  const problem = useJobs((state) => state.problem);
  if (problem) {
    return <FailedView what="the jobs" error={problem.error} onRetry={() => void jobsFeed.refresh()} />;
  }
  return (
    <div className={classes.skeleton} aria-busy="true">
      <VisuallyHidden>Loading the jobs</VisuallyHidden>
      <div className={classes.tiles} />
      {Array.from({ length: ROWS }, (_, index) => (
        <div key={index} className={classes.row} style={{ height: rowHeight }} />
      ))}
    </div>
  );
}
