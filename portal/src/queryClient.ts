// The cache of everything but the jobs list (live/jobsFeed.ts).
import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api/ApiError.ts';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // What the scheduler refused it refuses again; what it could not answer may work the next time.
      retry: (failures, error) =>
        failures < 2 && error instanceof ApiError && (error.status === null || error.status >= 500),
    },
    mutations: { retry: false },
  },
});
