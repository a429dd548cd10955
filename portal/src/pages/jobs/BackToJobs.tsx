import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { createStore, useSelector } from '@tanstack/react-store';
import type { JobsParams } from './jobsParams.ts';

/** URL parameters of the list when it was last open. */
export const lastJobsParams = createStore<JobsParams>({});

/** Breadcrumb back to the list with its filters, scroll position and selection. */
export function BackToJobs() {
  const search = useSelector(lastJobsParams);
  return (
    <Anchor size="sm" renderRoot={(props) => <Link to="/jobs" search={search} {...props} />}>
      Jobs
    </Anchor>
  );
}
