// React keys that reuse rows: updating a row costs a fraction of creating one, so a job that scrolls in
// takes over the row of a job that scrolled out, as long as no other row has to move.
import { useLayoutEffect, useRef } from 'react';

/** React keys by name, in the order of the rows. */
export type RowKeys = ReadonlyMap<string, number>;

/** @param pinned its row is never reused: it may have the focus */
export function useRowKeys(names: readonly string[], pinned: string | undefined): RowKeys {
  const shown = useRef<RowKeys>(new Map());
  const keys = takeOver(names, shown.current, pinned);
  useLayoutEffect(() => {
    shown.current = keys;
  });
  return keys;
}

export function takeOver(names: readonly string[], shown: RowKeys, pinned?: string): RowKeys {
  const staying = new Set(names);
  const before = [...shown].filter(([name]) => name !== pinned || staying.has(name));
  /** In `before`: those above stand above the row that is next. */
  let place = 0;
  let unused = Math.max(-1, ...shown.values()) + 1;
  const keys = names.map((name): [string, number] => {
    const own = shown.get(name);
    if (own !== undefined) {
      place = Math.max(place, before.findIndex(([other]) => other === name) + 1);
      return [name, own];
    }
    const leaving = before[place];
    if (leaving === undefined || staying.has(leaving[0])) return [name, unused++];
    place += 1;
    return [name, leaving[1]];
  });
  return new Map(keys);
}
