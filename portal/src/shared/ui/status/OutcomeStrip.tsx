// The last runs, newest at the right: one SVG, one path per status, each status with its own shape.
import { memo } from 'react';
import type { ExecutionStatus } from '../../../../../src/contract/executions.ts';
import { STATUS_WORDS, STRIP_LETTERS, statusColour } from './vocabulary.ts';

const CELL_PX = 6;
const GAP_PX = 1;
const HEIGHT_PX = 16;
const STEP_PX = CELL_PX + GAP_PX;

/** Path of a cell whose left edge is at x, and whether it is filled or outlined. */
const SHAPES: Record<ExecutionStatus, { path: (x: number) => string; line?: 'solid' | 'dashed' }> = {
  completed: { path: (x) => `M${x} 0h6v16h-6z` },
  failed: { path: (x) => `M${x} 0l3 6l3-6v16h-6z` },
  running: { path: (x) => `M${x + 0.5} .5h5v15h-5zM${x + 1} 1h4v6h-4z`, line: 'solid' },
  queued: { path: (x) => `M${x + 0.5} .5h5v15h-5z`, line: 'solid' },
  skipped: { path: (x) => `M${x} 11h6v5h-6z` },
  missed: { path: (x) => `M${x + 0.5} .5h5v15h-5z`, line: 'dashed' },
  cancelled: { path: (x) => `M${x} 8h6v8h-6z` },
};

export interface OutcomeStripProps {
  /** As in JobSummary: oldest first. */
  strip: string;
  /** Cells, 20 or fewer; the newest are shown. */
  cells?: number;
  /** Cell to be marked, from the left. */
  marked?: number | null;
}

export const OutcomeStrip = memo(function OutcomeStrip({
  strip,
  cells = 20,
  marked = null,
}: OutcomeStripProps) {
  const shown = strip.slice(-cells).padStart(cells, ' ');
  const width = cells * STEP_PX - GAP_PX;
  const paths = new Map<ExecutionStatus, string>();
  let dots = '';
  for (const [index, letter] of shown.split('').entries()) {
    const status = STRIP_LETTERS[letter];
    const x = index * STEP_PX;
    if (status === undefined) dots += `M${x + 2} 14h2v2h-2z`;
    else paths.set(status, (paths.get(status) ?? '') + SHAPES[status].path(x));
  }
  return (
    <svg width={width} height={HEIGHT_PX + 4} viewBox={`0 0 ${width} ${HEIGHT_PX + 4}`} aria-hidden>
      {dots !== '' && <path d={dots} fill="var(--line-strong)" />}
      {[...paths].map(([status, path]) => (
        <StatusPath key={status} status={status} path={path} />
      ))}
      {marked !== null && (
        <path d={`M${marked * STEP_PX} ${HEIGHT_PX + 2}h${CELL_PX}v2h-${CELL_PX}z`} fill="var(--focus)" />
      )}
    </svg>
  );
});

function StatusPath({ status, path }: { status: ExecutionStatus; path: string }) {
  const { line } = SHAPES[status];
  const colour = statusColour(status);
  if (line === undefined) return <path d={path} fill={colour} />;
  return (
    <path
      d={path}
      fill={status === 'running' ? colour : 'none'}
      fillRule="evenodd"
      stroke={colour}
      strokeDasharray={line === 'dashed' ? '2 1.5' : undefined}
    />
  );
}

/** Cell under a point of the strip, from the left. */
export function cellAt(offsetX: number, cells = 20): number {
  return Math.min(cells - 1, Math.max(0, Math.floor(offsetX / STEP_PX)));
}

/** "Last 20 runs: 18 completed, 1 failed, 1 missed". */
export function stripText(strip: string): string {
  if (strip === '') return 'No runs yet';
  const counts = Object.entries(STRIP_LETTERS).flatMap(([letter, status]) => {
    const count = strip.split(letter).length - 1;
    return count === 0 ? [] : [`${count} ${STATUS_WORDS[status].toLowerCase()}`];
  });
  return `Last ${strip.length === 1 ? 'run' : `${strip.length} runs`}: ${counts.join(', ')}`;
}
