import { queryOptions } from '@tanstack/react-query';
import { queryKeys } from './queryKeys.ts';
import { request } from './request.ts';

/** Who the caller is, and what the portal must know of the scheduler. */
export interface Me {
  actor: string;
  role: 'viewer' | 'operator' | 'admin';
  temporalUiUrl: string | null;
  temporalNamespace: string;
  serverTime: string;
  version: string;
  /** The portal asks for changes at most this often. */
  pollFloorMs: number;
  publicUrl: string;
}

export const sessionQuery = queryOptions({
  queryKey: queryKeys.session(),
  queryFn: ({ signal }) => request<Me>('GET', 'api/me', { signal }),
  staleTime: Infinity,
});
