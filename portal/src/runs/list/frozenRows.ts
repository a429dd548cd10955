// Merges a new answer into the rows on the page.

export interface Row {
  id: string;
}

export interface RowsAnswer<R extends Row> {
  rows: readonly R[];
  /** There are no older rows than these. */
  isWhole: boolean;
  /** The answer to the previous query, shown until the new one arrives. */
  isOfBefore: boolean;
}

export function frozenRows<R extends Row>(
  held: readonly R[],
  answer: RowsAnswer<R> | undefined,
): { rows: readonly R[]; newer: number } {
  if (answer === undefined || answer.isOfBefore) return { rows: held, newer: 0 };
  const current = new Map(answer.rows.map((row) => [row.id, row]));
  const lastKnown = held.findLastIndex(({ id }) => current.has(id));
  // A row missing above a known older row no longer matches. A row missing below it was only pushed off the page
  // by newer rows.
  const isGone = (index: number) => index < lastKnown || answer.isWhole;
  const rows = held.flatMap((row, index) => current.get(row.id) ?? (isGone(index) ? [] : row));
  const shown = new Set(rows.map(({ id }) => id));
  const known = answer.rows.findIndex(({ id }) => shown.has(id));
  return { rows, newer: known === -1 ? answer.rows.length : known };
}
