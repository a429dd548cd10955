// Viewers see everything and change nothing. The API decides; this is so that nobody learns it only from a refusal.
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../api/session.ts';
import { queryClient } from '../live/queryClient.ts';

const NEEDS_ADMIN = 'Needs the role admin';

/** Why the viewer may change nothing; null = may. */
export function useRefusal(): string | null {
  return (
    useQuery({ ...meQuery, select: ({ role }) => (role === 'viewer' ? NEEDS_ADMIN : null) }).data ?? null
  );
}

export function currentRefusal(): string | null {
  return queryClient.getQueryData(meQuery.queryKey)?.role === 'viewer' ? NEEDS_ADMIN : null;
}
