import { useState } from 'react';

/**
 * The error of a query, kept while the query is retried without data, although the query resets its error then.
 * @param question changes with the query; errors of the previous one are dropped
 */
export function useLastingError(
  { data, error }: { data: unknown; error: Error | null },
  question: string,
): Error | null {
  const [last, setLast] = useState<{ question: string; error: Error | null }>({ question, error: null });
  const known = error ?? (data === undefined && last.question === question ? last.error : null);
  if (known !== last.error || question !== last.question) setLast({ question, error: known });
  return known;
}
