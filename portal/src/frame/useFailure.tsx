import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FailedView } from './FailedView.tsx';

/** What to say when a query failed, else null. It stays while the query is asked again, which itself forgets its error then. */
export function useFailure(
  what: string,
  { data, error, isFetching, refetch }: Pick<UseQueryResult, 'data' | 'error' | 'isFetching' | 'refetch'>,
): ReactNode {
  const [last, setLast] = useState<Error | null>(null);
  const known = error ?? (data === undefined ? last : null);
  if (known !== last) setLast(known);
  if (known === null) return null;
  return (
    <FailedView
      what={what}
      error={known}
      isShown={data !== undefined}
      isRetrying={isFetching}
      onRetry={() => void refetch()}
    />
  );
}
