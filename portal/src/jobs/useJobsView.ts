// What the list shows: the jobs that the filters leave, in an order that holds still while somebody works in the table.
import { getRouteApi } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { useDeferredValue, useMemo, useState } from 'react';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { useJobs } from '../live/jobs.ts';
import { useTicking } from '../time/useTicking.ts';
import { filterJobs, type Filters } from './filterJobs.ts';
import { countMoved, heldOrder } from './heldOrder.ts';
import { orderJobs } from './orderJobs.ts';
import { searchText } from './searchText.ts';

/** What passes by time alone (late, due within the hour) is looked at this often. */
const RECOUNT_MS = 15_000;

const route = getRouteApi('/jobs');

export interface JobsView {
  /** undefined until the list has come. */
  all: readonly JobSummary[] | undefined;
  /** In the order shown. */
  rows: readonly JobSummary[];
  filters: Filters;
  nowMs: number;
  /** How many rows would move if the order were renewed. */
  moved: number;
  reorder(): void;
}

export function useJobsView(held: boolean): JobsView {
  const search = route.useSearch();
  // The field shows a key at once; the list follows, and gives way to the next key.
  const typed = useDeferredValue(useSelector(searchText)?.text);
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

  const asked = JSON.stringify([filters, sort, dir]);
  const [shown, setShown] = useState<{ asked: string; loaded: boolean; rows: readonly JobSummary[] }>({
    asked,
    loaded: false,
    rows: [],
  });
  const renews = !held || shown.asked !== asked || !shown.loaded;
  if (renews && (shown.rows !== fresh || shown.asked !== asked)) {
    setShown({ asked, loaded: all !== undefined, rows: fresh });
  }

  const { rows, moved } = useMemo(() => {
    if (renews) return { rows: fresh, moved: 0 };
    const names = shown.rows.map(({ name }) => name);
    return {
      rows: heldOrder(names, fresh, (name) => byName?.get(name)),
      moved: countMoved(
        names,
        fresh.map(({ name }) => name),
      ),
    };
  }, [renews, shown.rows, fresh, byName]);

  return {
    all,
    rows,
    filters,
    nowMs,
    moved,
    reorder: () => setShown({ asked, loaded: all !== undefined, rows: fresh }),
  };
}
