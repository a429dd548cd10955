// The table is one Tab stop: the last active row, else the first. It is remembered across views.
import { createStore, useSelector } from '@tanstack/react-store';
import { useCallback, useEffect, useMemo, useRef, type RefObject } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';

const lastActive = createStore<string | null>(null);

export interface ActiveRow {
  /** Of the job whose row had the focus last; it may not be shown now. */
  activeName: string | undefined;
  /** -1 when there are no rows. */
  activeIndex: number;
  activate(name: string): void;
  /** Also focuses it once it is rendered. */
  moveTo(name: string): void;
}

export function useActiveRow(
  rows: readonly JobSummary[],
  table: RefObject<HTMLTableElement | null>,
): ActiveRow {
  const name = useSelector(lastActive);
  const wanted = useRef<string | null>(null);
  const found = useMemo(() => rows.findIndex((row) => row.name === name), [rows, name]);

  useEffect(() => {
    if (wanted.current === null) return;
    const row = table.current?.querySelector<HTMLElement>(`tr[data-name="${CSS.escape(wanted.current)}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });

  const activate = useCallback((next: string) => lastActive.setState(() => next), []);
  const moveTo = useCallback((next: string) => {
    wanted.current = next;
    lastActive.setState(() => next);
  }, []);
  return {
    activeName: name ?? undefined,
    activeIndex: found === -1 && rows.length > 0 ? 0 : found,
    activate,
    moveTo,
  };
}
