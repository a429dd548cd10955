import { getRouteApi } from '@tanstack/react-router';
import { LoadingRows } from '../../../shared/ui/LoadingRows.tsx';
import { useLayout } from './useLayout.ts';

const route = getRouteApi('/jobs');

/** The place of the list before its first answer. */
export function JobsTableSkeleton() {
  const { density } = route.useSearch();
  const { rowHeight, headHeight } = useLayout(density === 'compact');
  return <LoadingRows what="the jobs" headHeight={headHeight} rowHeight={rowHeight} />;
}
