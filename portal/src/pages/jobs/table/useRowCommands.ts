import { useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { useDisabledReasons } from '../../../actions/permissions.ts';
import { openAction } from '../../../actions/openAction.ts';
import { jobsFeed } from '../../../live/jobs.ts';
import type { RowCommands } from './rowCommands.ts';
import { selectRange, toggleSelected } from './selection.ts';

export interface MenuTarget {
  job: JobSummary;
  button: HTMLElement;
}

export function useRowCommands(rows: readonly JobSummary[]) {
  const navigate = useNavigate();
  const router = useRouter();
  const [menu, setMenu] = useState<MenuTarget | null>(null);
  const shown = useRef(rows);
  useEffect(() => {
    shown.current = rows;
  }, [rows]);

  const disabledReason = useDisabledReasons();
  const commands = useMemo((): RowCommands => {
    const job = (name: string) => jobsFeed.store.state.jobs?.get(name);
    return {
      disabledReason,
      open: (name) =>
        void navigate({
          to: '/jobs/$name/{-$tab}',
          params: { name },
          search: ({ tz }) => ({ tz }),
        }),
      openRun: (run) =>
        void navigate({ to: '.', search: (search) => ({ ...search, run }), resetScroll: false }),
      select(name, range) {
        if (range) {
          const names = shown.current.map((row) => row.name);
          selectRange(name, names);
        } else toggleSelected(name);
      },
      filterService: (service) =>
        void router.navigate({
          to: '/jobs',
          search: (search) => ({ ...search, service: [service], status: undefined }),
          resetScroll: false,
        }),
      act(action, name) {
        const found = job(name);
        if (found) openAction({ action, jobs: [found] });
      },
      openMenu(name, button) {
        const found = job(name);
        if (found) setMenu({ job: found, button });
      },
    };
  }, [navigate, router, disabledReason]);

  const closeMenu = useCallback(() => setMenu(null), []);
  return { commands, menu, closeMenu };
}
