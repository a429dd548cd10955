// Selected jobs by name: the selection survives sorting, filtering and leaving the list.
import { createStore } from '@tanstack/react-store';

export interface Selection {
  names: ReadonlySet<string>;
  /** Where a range with Shift begins. */
  anchor: string | null;
}

export const selection = createStore<Selection>({ names: new Set<string>(), anchor: null });

export function toggleSelected(name: string): void {
  selection.setState(({ names }) => {
    const next = new Set(names);
    if (!next.delete(name)) next.add(name);
    return { names: next, anchor: name };
  });
}

/** Adds the rows from the anchor to this one, in the displayed order. */
export function selectRange(name: string, shown: readonly string[]): void {
  selection.setState(({ names, anchor }) => {
    const from = anchor === null ? -1 : shown.indexOf(anchor);
    const to = shown.indexOf(name);
    if (from === -1) return { names: new Set([...names, name]), anchor: name };
    const range = shown.slice(Math.min(from, to), Math.max(from, to) + 1);
    return { names: new Set([...names, ...range]), anchor };
  });
}

export function selectAll(shown: readonly string[]): void {
  selection.setState(({ names }) => ({ names: new Set([...names, ...shown]), anchor: null }));
}

/** Without names: everything. */
export function deselect(dropped?: readonly string[]): void {
  selection.setState(({ names, anchor }) => {
    if (dropped === undefined) return { names: new Set<string>(), anchor: null };
    const next = new Set(names);
    for (const name of dropped) next.delete(name);
    return { names: next, anchor };
  });
}
