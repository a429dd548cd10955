// Viewers see everything and change nothing. The API decides; this is so that nobody learns it only from a refusal.
import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../api/session.ts';
import { queryClient } from '../live/queryClient.ts';

const NEEDS_ADMIN = 'Requires the admin role';

/** Why the viewer may change nothing; null = may. */
export function useDisabledReason(): string | null {
  return (
    useQuery({ ...sessionQuery, select: ({ role }) => (role === 'viewer' ? NEEDS_ADMIN : null) }).data ?? null
  );
}

export function currentDisabledReason(): string | null {
  return queryClient.getQueryData(sessionQuery.queryKey)?.role === 'viewer' ? NEEDS_ADMIN : null;
}
