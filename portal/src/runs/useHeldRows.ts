// Rows that do not move while somebody reads: what is shown stays and is updated in place; newer rows are only counted.
import { useState } from 'react';

interface Row {
  id: string;
}

/**
 * @param latest newest first, as the server has them now
 * @param view another value = another question, whose rows are shown at once
 */
export function useHeldRows<R extends Row>(latest: readonly R[] | undefined, view: string) {
  const [held, setHeld] = useState<{ view: string; rows: readonly R[] } | null>(null);
  const isHeld = held?.view === view && held.rows.length > 0;
  if (latest !== undefined && latest.length > 0 && !isHeld) setHeld({ view, rows: latest });

  const rows = isHeld ? held.rows : (latest ?? []);
  const current = new Map(latest?.map((row) => [row.id, row]));
  const shown = new Set(rows.map(({ id }) => id));
  const known = latest?.findIndex(({ id }) => shown.has(id)) ?? 0;
  return {
    rows: rows.map((row) => current.get(row.id) ?? row),
    /** How many came on top meanwhile. */
    newer: known < 0 ? (latest?.length ?? 0) : known,
    showNewer: () => latest !== undefined && setHeld({ view, rows: latest }),
  };
}
