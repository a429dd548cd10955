// The virtualised table: only visible rows are in the document, each with its aria-rowindex.
import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useSelector } from '@tanstack/react-store';
import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useDeferredValue, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { useJobs } from '../../../live/jobs.ts';
import { rowHeightOf } from '../model/columns.ts';
import { JobRow } from './JobRow.tsx';
import classes from './JobsTable.module.css';
import { JobsTableHead } from './JobsTableHead.tsx';
import { RowMenu } from './RowMenu.tsx';
import { useRowKeys } from './rowKeys.ts';
import { searchText } from '../filters/searchText.ts';
import { selection } from './selection.ts';
import { useActiveRow } from './useActiveRow.ts';
import { useLayout } from './useLayout.ts';
import { useRowCommands } from './useRowCommands.ts';
import { useTableKeys } from './useTableKeys.ts';

/** Extra rows rendered above and below. Kept low while scrolling or typing, when each costs time in every frame. */
const OVERSCAN = { resting: 8, moving: 1 };
/** How long after the last scroll event scrolling counts as over; frames on slow computers are this far apart. */
const SCROLLED_MS = 500;
/** Up to this many rows can all be rendered, for the browser's own search and for printing. */
const MAX_UNVIRTUAL = 500;
/** Height of what covers rows, px: top bar and table head above, selection bar below. */
const COVERED_ABOVE = 48 + 36;
const COVERED_BELOW = 56;
const route = getRouteApi('/jobs');

interface JobsTableProps {
  rows: readonly JobSummary[];
  /** The table has the pointer, the focus or an open menu. */
  onBusy(busy: boolean): void;
}

export const JobsTable = memo(function JobsTable({ rows, onBusy }: JobsTableProps) {
  const { density, tz = 'job' } = route.useSearch();
  const layout = useLayout(density === 'compact');
  const selected = useSelector(selection, ({ names }) => names);
  const saving = useJobs((state) => state.saving);
  const [showAll, setShowAll] = useState(false);
  const typing = useSelector(searchText) !== null;
  const [scrolling, setScrolling] = useState(false);
  // Off-screen rows must not delay the first paint.
  const overscan = useDeferredValue(OVERSCAN[scrolling || typing ? 'moving' : 'resting'], OVERSCAN.moving);
  const { commands, menu, closeMenu } = useRowCommands(rows);
  const table = useRef<HTMLTableElement>(null);
  const active = useActiveRow(rows, table);
  const { activeIndex } = active;

  const top = useTop(table, layout.rowHeight);
  const isVirtual = !showAll || rows.length > MAX_UNVIRTUAL;
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (rows[index] ? rowHeightOf(rows[index], layout) : layout.rowHeight),
    overscan: isVirtual ? overscan : rows.length,
    onChange: ({ isScrolling }) => setScrolling(isScrolling),
    isScrollingResetDelay: SCROLLED_MS,
    useFlushSync: false,
    scrollMargin: top,
    scrollPaddingStart: COVERED_ABOVE,
    scrollPaddingEnd: COVERED_BELOW,
    getItemKey: (index) => rows[index]?.name ?? index,
    rangeExtractor: useCallback(
      (range: Parameters<typeof defaultRangeExtractor>[0]) =>
        withRow(defaultRangeExtractor(range), activeIndex),
      [activeIndex],
    ),
  });
  const heights = useMemo(() => rows.map(({ failing }) => (failing === null ? '.' : 'F')).join(''), [rows]);
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, layout.rowHeight, heights]);
  const onKeyDown = useTableKeys({ rows, active, commands, scrollTo: virtualizer.scrollToIndex });
  const busy = useBusy(onBusy, menu !== null);

  const items = virtualizer.getVirtualItems().filter(({ index }) => index < rows.length);
  const keys = useRowKeys(
    items.map(({ index }) => rows[index]!.name),
    active.activeName,
  );
  let drawnTo = 0;
  return (
    <>
      <div className={classes.frame} {...busy}>
        <table
          ref={table}
          className={classes.table}
          data-cards={layout.cards || undefined}
          aria-label="Jobs"
          aria-rowcount={rows.length + 1}
          onKeyDown={onKeyDown}
        >
          <JobsTableHead layout={layout} rows={rows} />
          <tbody>
            {/* One flat list: in nested ones a row would be another with each row that comes or goes above it. */}
            {items.flatMap(({ index, start, size }) => {
              const job = rows[index]!;
              const gap = start - top - drawnTo;
              drawnTo = start - top + size;
              return [
                gap > 0 && <Spacer key={`before ${job.name}`} height={gap} />,
                <JobRow
                  key={keys.get(job.name)}
                  job={job}
                  index={index}
                  layout={layout}
                  compact={density === 'compact'}
                  zoneChoice={tz}
                  active={index === activeIndex}
                  selected={selected.has(job.name)}
                  saving={saving.has(job.name)}
                  commands={commands}
                  onActivate={active.activate}
                />,
              ];
            })}
            {virtualizer.getTotalSize() > drawnTo && <Spacer height={virtualizer.getTotalSize() - drawnTo} />}
          </tbody>
        </table>
      </div>
      {rows.length <= MAX_UNVIRTUAL && rows.length > items.length && !showAll && (
        <Button
          size="compact-sm"
          variant="subtle"
          mt="xs"
          title="For printing and the browser’s own search"
          onClick={() => setShowAll(true)}
        >
          Show all rows
        </Button>
      )}
      <RowMenu target={menu} onClose={closeMenu} />
    </>
  );
});

function Spacer({ height }: { height: number }) {
  return (
    <tr aria-hidden style={{ height }}>
      <td />
    </tr>
  );
}

/** Keeps the focused row in the document while it is scrolled out of view. */
function withRow(indexes: number[], index: number): number[] {
  return index < 0 || indexes.includes(index) ? indexes : [...indexes, index].toSorted((a, b) => a - b);
}

/** Offset of the first row from the top of the page, px. */
function useTop(table: React.RefObject<HTMLTableElement | null>, rowHeight: number): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      const body = table.current?.tBodies[0];
      if (body) setTop(Math.round(body.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    // The offset changes with the filter chips and the window size.
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [table, rowHeight]);
  return top;
}

function useBusy(onBusy: (busy: boolean) => void, menuOpen: boolean) {
  const [pointer, setPointer] = useState(false);
  const [focus, setFocus] = useState(false);
  const isBusy = pointer || focus || menuOpen;
  useLayoutEffect(() => {
    onBusy(isBusy);
    return () => onBusy(false);
  }, [onBusy, isBusy]);
  return {
    onPointerEnter: () => setPointer(true),
    onPointerLeave: () => setPointer(false),
    onFocus: () => setFocus(true),
    onBlur: (event: React.FocusEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget)) setFocus(false);
    },
  };
}
