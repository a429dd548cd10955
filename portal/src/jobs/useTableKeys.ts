// The keys of the table: they act on the row that is active.
import { useNavigate } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { openAction } from '../actions/openAction.ts';
import { isDialogOpen, isTyping } from '../keyboard/useShortcuts.ts';
import { preferences } from '../preferences/preferences.ts';
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

  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // A menu or dialog that has just opened has the next key, even before it has the focus.
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
    const letters: Partial<Record<string, () => void>> = {
      r: () => commands.act('trigger', job.name),
      e: () => commands.act(job.enabled ? 'disable' : 'enable', job.name),
      s: () =>
        void navigate({
          to: '/jobs/$name/{-$tab}',
          params: { name: job.name },
          search: ({ tz }) => ({ tz, edit: 'schedule' }),
        }),
      c: () => {
        if (job.running) openAction({ action: 'cancel', jobs: [job], executionId: job.running.executionId });
      },
    };
    const act =
      (onRow ? onRowOnly[event.key] : undefined) ??
      (preferences.state.shortcuts && !event.shiftKey ? letters[event.key] : undefined);
    if (act) {
      event.preventDefault();
      act();
    }
  };
}
