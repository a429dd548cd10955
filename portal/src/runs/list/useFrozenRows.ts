// Rows that do not move while somebody reads: they are updated in place, newer ones are only counted.
import { useState } from 'react';
import { frozenRows, type Row, type RowsAnswer } from './frozenRows.ts';

/**
 * @param answer newest first; `isOfBefore`: still the answer to the previous query
 * @param view changes with the query, whose rows are then shown at once
 */
export function useFrozenRows<R extends Row>(answer: RowsAnswer<R> | undefined, view: string) {
  const [held, setHeld] = useState<{ view: string; rows: readonly R[] } | null>(null);
  const isHeld = held?.view === view && held.rows.length > 0;
  const canHold = answer !== undefined && !answer.isOfBefore && answer.rows.length > 0;
  if (canHold && !isHeld) setHeld({ view, rows: answer.rows });
  return {
    ...frozenRows(isHeld ? held.rows : (answer?.rows ?? []), answer),
    showNewer: () => canHold && setHeld({ view, rows: answer.rows }),
  };
}
