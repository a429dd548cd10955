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

export const COLUMNS: readonly Column[] = [
  { id: 'select', label: 'Selection', width: 40, fixed: true },
  { id: 'job', label: 'Job', sort: 'name', fixed: true },
  { id: 'schedule', label: 'Schedule', width: 220, sort: 'schedule', from: 900 },
  { id: 'status', label: 'Status', width: 150, sort: 'status' },
  { id: 'lastRun', label: 'Last run', width: 170, sort: 'lastRun' },
  { id: 'nextRun', label: 'Next run', width: 130, sort: 'nextRun' },
  { id: 'rate', label: '30 days', width: 90, sort: 'rate', from: 1_200 },
  { id: 'strip', label: 'Last runs', width: 156 },
  { id: 'actions', label: 'Actions', width: 100, fixed: true },
];

/** Narrower windows show a card for each job instead of columns, px. */
export const CARDS_BELOW = 640;
/** Narrower windows show half the strip, px. */
const WHOLE_STRIP_FROM = 900;

export interface Layout {
  cards: boolean;
  columns: readonly Column[];
  stripCells: 10 | 20;
  /** px. */
  rowHeight: number;
}

export function layoutFor(windowWidth: number, hidden: readonly string[], compact: boolean): Layout {
  const cards = windowWidth < CARDS_BELOW;
  const stripCells = windowWidth < WHOLE_STRIP_FROM ? 10 : 20;
  const columns = COLUMNS.filter(
    ({ id, from = 0, fixed }) => windowWidth >= from && (fixed === true || !hidden.includes(id)),
  ).map((column) => (column.id === 'strip' && stripCells === 10 ? { ...column, width: 86 } : column));
  return { cards, columns, stripCells, rowHeight: cards ? 152 : compact ? 36 : 56 };
}
