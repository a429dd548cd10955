// Rows that do not move while somebody reads: what is shown stays and is updated in place; newer rows are only counted.
import { useState } from 'react';
import { frozenRows, type Row, type RowsAnswer } from './frozenRows.ts';

/**
 * @param answer newest first, as the server has them now; `isOfBefore`: it still is the answer to another question
 * @param view another value = another question, whose rows are shown at once
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
