// Keys of the table: they act on the active row while the table has the focus. "j" and "k" enter the table.
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { areLettersFree, isDialogOpen, isTyping } from '../../../shared/hooks/useShortcuts.ts';
import { preferences } from '../../../shared/hooks/preferences.ts';
import { jobLetters } from '../model/jobLetters.ts';
import type { RowCommands } from './rowCommands.ts';
import type { ActiveRow } from './useActiveRow.ts';

const PAGE_ROWS = 15;

interface TableKeys {
  rows: readonly JobSummary[];
  active: ActiveRow;
  commands: RowCommands;
  scrollTo(index: number): void;
}

export function useTableKeys({ rows, active, commands, scrollTo }: TableKeys) {
  const navigate = useNavigate();

  const takeTable = () => {
    const job = rows[active.activeIndex];
    if (job === undefined) return;
    scrollTo(active.activeIndex);
    active.moveTo(job.name);
  };
  useLeadIn(takeTable);

  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // A menu or dialog that just opened gets the next key even before it has the focus.
    if (isTyping(event.target) || isDialogOpen()) return;
    const job = rows[active.activeIndex];
    if (job === undefined) return;
    const onRow = event.target instanceof HTMLTableRowElement;

    const steps: Partial<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: PAGE_ROWS,
      PageUp: -PAGE_ROWS,
      Home: -rows.length,
      End: rows.length,
      ...(preferences.state.shortcuts && { j: 1, k: -1 }),
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const index = Math.max(0, Math.min(rows.length - 1, active.activeIndex + step));
      const next = rows[index]!;
      if (event.shiftKey) {
        commands.select(job.name, true);
        commands.select(next.name, true);
      }
      scrollTo(index);
      active.moveTo(next.name);
      return;
    }

    const onRowOnly: Partial<Record<string, () => void>> = {
      ' ': () => commands.select(job.name, event.shiftKey),
      Enter: () => commands.open(job.name),
    };
    const letters: Partial<Record<string, () => void>> = jobLetters({
      job,
      isOff: !job.enabled,
      editSchedule: () =>
        void navigate({
          to: '/jobs/$name/{-$tab}',
          params: { name: job.name },
          search: ({ tz }) => ({ tz, edit: 'schedule' }),
        }),
    });
    const act =
      (onRow ? onRowOnly[event.key] : undefined) ??
      (preferences.state.shortcuts && !event.shiftKey ? letters[event.key] : undefined);
    if (act) {
      event.preventDefault();
      act();
    }
  };
}

/** The table handles its own keys before they get here. */
function useLeadIn(takeTable: () => void): void {
  const latest = useRef(takeTable);
  useEffect(() => {
    latest.current = takeTable;
  });
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent) => {
      const { key, target, defaultPrevented, ctrlKey, metaKey, altKey } = event;
      if (key !== 'j' && key !== 'k') return;
      if (defaultPrevented || ctrlKey || metaKey || altKey || !areLettersFree(target)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
