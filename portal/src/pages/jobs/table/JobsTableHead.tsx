import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { announce } from '../../../shared/ui/announce.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';
import type { Column, Layout } from '../model/columns.ts';
import classes from './JobsTable.module.css';
import { deselect, selectAll, selection } from './selection.ts';

const route = getRouteApi('/jobs');

/** Not drawn anew while one scrolls. */
export const JobsTableHead = memo(function JobsTableHead({
  layout,
  rows,
}: {
  layout: Layout;
  rows: readonly JobSummary[];
}) {
  const { columns, cards } = layout;
  return (
    <>
      {!cards && (
        <colgroup>
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
      )}
      <thead>
        <tr aria-rowindex={1}>
          {cards ? (
            <th scope="col">
              <SelectAll rows={rows} label />
            </th>
          ) : (
            columns.map((column) =>
              column.id === 'select' ? (
                <th key={column.id} scope="col">
                  <SelectAll rows={rows} />
                </th>
              ) : (
                <SortableHead key={column.id} column={column} />
              ),
            )
          )}
        </tr>
      </thead>
    </>
  );
});

/** First click ascending, second descending, third back to what needs attention. */
function SortableHead({ column: { id, label, sort } }: { column: Column }) {
  const { sort: sorted, dir } = route.useSearch();
  const navigate = useNavigate({ from: '/jobs' });
  if (sort === undefined) {
    return (
      <th scope="col" data-column={id}>
        {label}
      </th>
    );
  }
  const isSorted = sorted === sort;
  const Arrow = dir === 'desc' ? ArrowDown : ArrowUp;
  const next = isSorted
    ? dir === 'desc'
      ? { sort: undefined, dir: undefined }
      : { sort, dir: 'desc' as const }
    : { sort, dir: undefined };
  return (
    <th
      scope="col"
      data-column={id}
      aria-sort={isSorted ? (dir === 'desc' ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className={classes.sort}
        onClick={() => void navigate({ search: (search) => ({ ...search, ...next }), resetScroll: false })}
      >
        {label}
        {isSorted && <Arrow size={13} aria-hidden />}
      </button>
    </th>
  );
}

/** Selects what the filter leaves, not only what is in sight. */
function SelectAll({ rows, label = false }: { rows: readonly JobSummary[]; label?: boolean }) {
  const count = useSelector(selection, ({ names }) => rows.filter(({ name }) => names.has(name)).length);
  const box = useRef<HTMLInputElement>(null);
  const all = count === rows.length && count > 0;
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && !all;
  }, [count, all]);

  const toggle = () => {
    const names = rows.map(({ name }) => name);
    if (all) deselect(names);
    else {
      selectAll(names);
      announce(`All ${formatCount(names.length)} matching jobs selected`);
    }
  };
  return (
    <label className={classes.check}>
      <input
        ref={box}
        type="checkbox"
        checked={all}
        onChange={toggle}
        aria-label={`Select all ${formatCount(rows.length)} matching jobs`}
      />
      {label && 'Select all'}
    </label>
  );
}
