import { Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { isSignInMissing, mayAnswerLater } from '../../api/client/ApiError.ts';
import { FailedView } from './FailedView.tsx';
import { useLastingError } from './useLastingError.ts';
import { useOutageShown } from './useOutageShown.ts';

/** Delay before a skeleton shows (Loading.module.css), and its minimum time on screen (avoids flashes). */
const APPEARS_MS = 150;
const STAYS_MS = 300;

interface View<T> {
  /** undefined while the skeleton is shown. */
  data: T | undefined;
  /** The error to show, or null. It stays while the query is retried. */
  failure: ReactNode;
}

/**
 * The state of a query as a view shows it: data, skeleton or error.
 * @param question changes with the query; errors of the previous one are dropped
 */
export function useView<T>(what: string, query: UseQueryResult<T>, question = ''): View<T> {
  const { data, isFetching, refetch } = query;
  const known = useLastingError(query, question);
  const isHeld = useIsHeld(data === undefined);
  const isSaid = useOutageShown();
  if (known !== null && isSaid && isOfOutage(known)) {
    return {
      data: isHeld ? undefined : data,
      failure: data === undefined ? <NotYetThere what={what} /> : null,
    };
  }
  return {
    data: isHeld ? undefined : data,
    failure: known && (
      <FailedView
        what={what}
        error={known}
        isShown={data !== undefined}
        isRetrying={isFetching}
        onRetry={() => void refetch()}
      />
    ),
  };
}

function isOfOutage(error: Error): boolean {
  return mayAnswerLater(error) || isSignInMissing(error);
}

/** The banner says why; the query retries by itself. */
function NotYetThere({ what }: { what: string }) {
  return (
    <Text c="dimmed" size="sm">
      Waiting for {what}: the scheduler does not answer.
    </Text>
  );
}

/** Keeps a visible skeleton for a minimum time. */
function useIsHeld(isLoading: boolean): boolean {
  const [phase, setPhase] = useState<'unseen' | 'seen' | 'over'>(isLoading ? 'unseen' : 'over');
  if (phase === 'unseen' && !isLoading) setPhase('over');
  useEffect(() => {
    if (phase === 'over') return undefined;
    const [next, afterMs] =
      phase === 'unseen' ? (['seen', APPEARS_MS] as const) : (['over', STAYS_MS] as const);
    const timer = setTimeout(() => setPhase(next), afterMs);
    return () => clearTimeout(timer);
  }, [phase]);
  return phase === 'seen';
}
