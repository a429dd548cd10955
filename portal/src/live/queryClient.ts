// The cache of everything but the jobs list (live/jobsFeed.ts).
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, mayAnswerLater } from '../api/client/ApiError.ts';
import { jobsFeed } from './jobs.ts';

/** Retry interval of a query that got no answer. */
const AFTER_FAILURE_MS = 5_000;

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // An outage is shown once for all views: the list checks immediately.
    onError: (error) => {
      const { paused, problem, loading } = jobsFeed.store.state;
      const isLost = error instanceof ApiError && error.status === null;
      if (isLost && !paused && problem === null && !loading) void jobsFeed.refresh();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (failures, error) => failures < 2 && mayAnswerLater(error),
      refetchInterval: ({ state }) =>
        mayAnswerLater(state.error) && !jobsFeed.store.state.paused ? AFTER_FAILURE_MS : false,
    },
    // Without a connection it fails at once, and says so.
    mutations: { retry: false, networkMode: 'always' },
  },
});
