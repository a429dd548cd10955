// The columns of the list: width, sort key, and the window width from which they are shown.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import type { Sort } from '../jobsParams.ts';

export type ColumnId =
  'select' | 'job' | 'schedule' | 'status' | 'lastRun' | 'nextRun' | 'rate' | 'strip' | 'actions';

export interface Column {
  id: ColumnId;
  label: string;
  /** CSS width; the job's column takes the rest. */
  width?: string;
  sort?: Exclude<Sort, 'attention'>;
  /** Not shown in narrower windows, px. */
  from?: number;
  /** Cannot be hidden. */
  fixed?: true;
}

interface ColumnPlan extends Column {
  /** In windows below WIDE_FROM. */
  narrowWidth?: string;
}

/** Narrower windows show a card for each job instead of columns, px. */
const CARDS_BELOW = 800;
/** Narrower windows have half the strip, px. The job keeps at least 230 px above, 150 px below. */
const WIDE_FROM = 1_280;

// Wide enough at 1,440 px for "Failing 1 h 37 min, 4 in a row" and "Tue 24 Nov, 01:00 (UTC)" in a wide font.
export const COLUMNS: readonly ColumnPlan[] = [
  { id: 'select', label: 'Selection', width: '40px', fixed: true },
  { id: 'job', label: 'Job', sort: 'name', fixed: true },
  { id: 'schedule', label: 'Schedule', width: 'clamp(150px, 14vw, 340px)', sort: 'schedule', from: 960 },
  { id: 'status', label: 'Status', width: 'clamp(140px, 15.5vw, 260px)', sort: 'status' },
  { id: 'lastRun', label: 'Last run', width: 'clamp(130px, 13vw, 260px)', sort: 'lastRun' },
  { id: 'nextRun', label: 'Next run', width: 'clamp(110px, 12vw, 240px)', sort: 'nextRun' },
  { id: 'rate', label: '30 days', width: '80px', sort: 'rate', from: 1_420 },
  { id: 'strip', label: 'Last runs', width: '156px', narrowWidth: '86px' },
  { id: 'actions', label: 'Actions', width: '100px', fixed: true },
];

/** Window widths at which the layout changes, px. */
export const BREAKPOINTS: readonly number[] = [
  CARDS_BELOW,
  WIDE_FROM,
  ...COLUMNS.flatMap(({ from }) => from ?? []),
];

export interface Layout {
  cards: boolean;
  columns: readonly Column[];
  stripCells: 10 | 20;
  /** Height of a row that is not failing (rowHeightOf), px. */
  rowHeight: number;
  /** px. */
  headHeight: number;
}

/** Height of the line with the failure, px. */
const FAILURE_HEIGHT = 24;

export function rowHeightOf({ failing }: Pick<JobSummary, 'failing'>, { rowHeight }: Layout): number {
  return failing === null ? rowHeight : rowHeight + FAILURE_HEIGHT;
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
