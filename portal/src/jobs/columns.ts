// The columns of the list: which there are, how wide, by what they sort, and from which width of the window on they show.
import type { Sort } from './jobsSearch.ts';

export type ColumnId =
  'select' | 'job' | 'schedule' | 'status' | 'lastRun' | 'nextRun' | 'rate' | 'strip' | 'actions';

export interface Column {
  id: ColumnId;
  label: string;
  /** px; the job's column takes what is left. */
  width?: number;
  sort?: Exclude<Sort, 'attention'>;
  /** Not shown in narrower windows, px. */
  from?: number;
  /** Cannot be hidden. */
  fixed?: true;
}

interface ColumnPlan extends Column {
  /** In windows below WIDE_FROM. */
  narrowWidth?: number;
}

/** Narrower windows show a card for each job instead of columns, px. */
const CARDS_BELOW = 720;
/** Narrower windows have narrower columns and half the strip, px. The job keeps at least 240 px above, 130 px below. */
const WIDE_FROM = 1_280;

export const COLUMNS: readonly ColumnPlan[] = [
  { id: 'select', label: 'Selection', width: 40, narrowWidth: 36, fixed: true },
  { id: 'job', label: 'Job', sort: 'name', fixed: true },
  { id: 'schedule', label: 'Schedule', width: 220, narrowWidth: 150, sort: 'schedule', from: 900 },
  { id: 'status', label: 'Status', width: 180, narrowWidth: 140, sort: 'status' },
  { id: 'lastRun', label: 'Last run', width: 170, narrowWidth: 130, sort: 'lastRun' },
  { id: 'nextRun', label: 'Next run', width: 130, narrowWidth: 96, sort: 'nextRun' },
  { id: 'rate', label: '30 days', width: 90, sort: 'rate', from: 1_370 },
  { id: 'strip', label: 'Last runs', width: 156, narrowWidth: 86 },
  { id: 'actions', label: 'Actions', width: 100, narrowWidth: 100, fixed: true },
];

/** Widths of the window at which the layout changes, px. */
export const BREAKPOINTS: readonly number[] = [
  CARDS_BELOW,
  WIDE_FROM,
  ...COLUMNS.flatMap(({ from }) => from ?? []),
];

export interface Layout {
  cards: boolean;
  columns: readonly Column[];
  stripCells: 10 | 20;
  /** px. */
  rowHeight: number;
  /** px. */
  headHeight: number;
}

export function layoutFor(windowWidth: number, hidden: readonly string[], compact: boolean): Layout {
  const cards = windowWidth < CARDS_BELOW;
  const isWide = windowWidth >= WIDE_FROM;
  const columns = COLUMNS.filter(
    ({ id, from = 0, fixed }) => windowWidth >= from && (fixed === true || !hidden.includes(id)),
  ).map(({ narrowWidth, ...column }) =>
    isWide || narrowWidth === undefined ? column : { ...column, width: narrowWidth },
  );
  return {
    cards,
    columns,
    stripCells: isWide || cards ? 20 : 10,
    rowHeight: cards ? 152 : compact ? 36 : 56,
    headHeight: 36,
  };
}
