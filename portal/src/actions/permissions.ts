// Viewers may change nothing. The API decides; the portal disables the buttons beforehand.
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';
import { queryClient } from '../live/queryClient.ts';

const NEEDS_ADMIN = 'Requires the admin role';

/** Why actions are disabled; null if they are not. */
export function useDisabledReason(): string | null {
  return (
    useQuery({ ...sessionQuery, select: ({ role }) => (role === 'viewer' ? NEEDS_ADMIN : null) }).data ?? null
  );
}

export function currentDisabledReason(): string | null {
  return queryClient.getQueryData(sessionQuery.queryKey)?.role === 'viewer' ? NEEDS_ADMIN : null;
}
