// The rows of the list: filtered, in an order that is frozen while somebody works in the table.
import { getRouteApi } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { useJobs } from '../../live/jobs.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';
import { filterJobs, type Filters } from './model/filterJobs.ts';
import { countMoved, frozenOrder } from './model/frozenOrder.ts';
import { orderJobs } from './model/orderJobs.ts';
import { searchText } from './filters/searchText.ts';

/** How often time-dependent states (late, due within the hour) are updated. */
const RECOUNT_MS = 15_000;

const route = getRouteApi('/jobs');

export interface JobsView {
  /** undefined until the list has come. */
  all: readonly JobSummary[] | undefined;
  /** In the order shown. */
  rows: readonly JobSummary[];
  filters: Filters;
  nowMs: number;
  /** How many rows would move if the order were refreshed. */
  moved: number;
  reorder(): void;
}

export function useJobsView(held: boolean): JobsView {
  const search = route.useSearch();
  const typed = useSelector(searchText)?.text;
  const byName = useJobs(({ jobs }) => jobs);
  const nowMs = useTicking((now) => Math.floor(now / RECOUNT_MS) * RECOUNT_MS);

  const { service, type, status, outcome, overridden, sort = 'attention', dir } = search;
  const q = typed ?? search.q;
  const filters = useMemo(
    (): Filters => ({ q, service, type, status, outcome, overridden }),
    [q, service, type, status, outcome, overridden],
  );
  const all = useMemo(() => (byName === null ? undefined : [...byName.values()]), [byName]);
  const fresh = useMemo(
    () => orderJobs(filterJobs(all ?? [], filters, nowMs), sort, dir === 'desc', nowMs),
    [all, filters, sort, dir, nowMs],
  );

  const [renewals, reorder] = useReducer((count: number) => count + 1, 0);
  const asked = JSON.stringify([renewals, filters, sort, dir]);
  const shown = useRef<{ asked: string | null; rows: readonly JobSummary[] }>({ asked: null, rows: [] });
  const renews = !held || shown.current.asked !== asked;
  useLayoutEffect(() => {
    if (renews && all !== undefined) shown.current = { asked, rows: fresh };
  });

  const before = shown.current.rows;
  const { rows, moved } = useMemo(() => {
    if (renews) return { rows: fresh, moved: 0 };
    const names = before.map(({ name }) => name);
    return {
      rows: frozenOrder(names, fresh, (name) => byName?.get(name)),
      moved: countMoved(
        names,
        fresh.map(({ name }) => name),
      ),
    };
  }, [renews, before, fresh, byName]);

  return { all, rows, filters, nowMs, moved, reorder };
}
