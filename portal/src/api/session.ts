import { queryOptions } from '@tanstack/react-query';
import type { Session } from '../../../src/contract/session.ts';
import { queryKeys } from './queryKeys.ts';
import { request } from './client/request.ts';

export const sessionQuery = queryOptions({
  queryKey: queryKeys.session(),
  queryFn: ({ signal }) => request<Session>('GET', 'api/me', { signal }),
  staleTime: Infinity,
});
