// The strip with a hover card for one run. The runs are fetched when the card opens.
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { closeHoverCardSoon, showHoverCard } from '../../../../shared/ui/hover/hoverCard.ts';
import { queryClient } from '../../../../live/queryClient.ts';
import { cellAt, OutcomeStrip, stripText } from '../../../../shared/ui/status/OutcomeStrip.tsx';
import type { CellProps } from './CellProps.ts';
import { recentRunsQuery } from '../../../../api/executions.ts';
import { StripCard } from './StripCard.tsx';
import classes from './cells.module.css';

export function StripCell({ job, zone, active, commands, stripCells }: CellProps) {
  const [mark, setMark] = useState<{ of: string; cell: number } | null>(null);
  const { name, strip } = job;
  // Rows are reused: this one may have shown another job.
  const marked = mark?.of === name ? mark.cell : null;
  const firstCell = stripCells - Math.min(strip.length, stripCells);

  const show = (anchor: Element, cell: number) => {
    if (cell < firstCell || cell === marked) return;
    setMark({ of: name, cell });
    showHoverCard(anchor, <StripCard jobName={name} fromNewest={stripCells - 1 - cell} zone={zone} />);
  };
  const hide = () => {
    setMark(null);
    closeHoverCardSoon();
  };
  const openRun = async (cell: number) => {
    const runs = await queryClient.fetchQuery(recentRunsQuery(name));
    const run = runs[stripCells - 1 - cell];
    if (run) commands.openRun(run.id);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const cell = Math.max(firstCell, Math.min(stripCells - 1, (marked ?? stripCells) + step));
    show(event.currentTarget, cell);
  };
  if (strip === '') return <OutcomeStrip strip="" cells={stripCells} />;
  return (
    <button
      type="button"
      className={classes.strip}
      tabIndex={active ? 0 : -1}
      aria-label={stripText(strip)}
      onPointerMove={(event: PointerEvent<HTMLButtonElement>) =>
        show(event.currentTarget, cellAt(event.nativeEvent.offsetX, stripCells))
      }
      onPointerLeave={hide}
      onBlur={hide}
      onKeyDown={onKeyDown}
      onClick={() => void openRun(marked ?? stripCells - 1)}
    >
      <OutcomeStrip strip={strip} cells={stripCells} marked={marked} />
    </button>
  );
}
