import { memo, type MouseEvent } from 'react';
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import type { ZoneChoice } from '../../../shared/url/frameParams.ts';
import { zoneOfLists } from '../../../shared/format/zones.ts';
import type { CellProps } from './cells/CellProps.ts';
import { ActionsCell } from './cells/ActionsCell.tsx';
import { FailureLine } from './cells/FailureLine.tsx';
import { JobCell } from './cells/JobCell.tsx';
import { LastRunCell } from './cells/LastRunCell.tsx';
import { NextRunCell } from './cells/NextRunCell.tsx';
import { RateCell } from './cells/RateCell.tsx';
import { ScheduleCell } from './cells/ScheduleCell.tsx';
import { SelectCell } from './cells/SelectCell.tsx';
import { StatusCell } from './cells/StatusCell.tsx';
import { StripCell } from './cells/StripCell.tsx';
import { rowHeightOf, type ColumnId, type Layout } from '../model/columns.ts';
import classes from './JobsTable.module.css';
import type { RowCommands } from './rowCommands.ts';

interface JobRowProps {
  job: JobSummary;
  index: number;
  layout: Layout;
  compact: boolean;
  zoneChoice: ZoneChoice;
  active: boolean;
  selected: boolean;
  saving: boolean;
  commands: RowCommands;
  onActivate(name: string): void;
}

const CELLS: Record<ColumnId, (props: CellProps) => React.ReactNode> = {
  select: SelectCell,
  job: JobCell,
  schedule: ScheduleCell,
  status: StatusCell,
  lastRun: LastRunCell,
  nextRun: NextRunCell,
  rate: RateCell,
  strip: StripCell,
  actions: ActionsCell,
};

/** Parts of a card, in reading order. */
const CARD: readonly ColumnId[] = ['select', 'job', 'actions', 'status', 'lastRun', 'nextRun', 'strip'];

export const JobRow = memo(function JobRow(props: JobRowProps) {
  const { job, index, layout, compact, zoneChoice, active, selected, saving, commands, onActivate } = props;
  const cell: CellProps = {
    job,
    zone: zoneOfLists(zoneChoice),
    compact: compact && !layout.cards,
    active,
    selected,
    commands,
    stripCells: layout.stripCells,
  };
  const openOnClick = (event: MouseEvent<HTMLTableRowElement>) => {
    const isOnControl = (event.target as Element).closest('a, button, label, input, time');
    if (isOnControl || event.ctrlKey || event.metaKey || event.shiftKey) return;
    // Selecting text with the mouse also ends in a click.
    if (window.getSelection()?.isCollapsed === false) return;
    commands.open(job.name);
  };
  return (
    <tr
      data-name={job.name}
      aria-rowindex={index + 2}
      tabIndex={active ? 0 : -1}
      className={classes.row}
      data-selected={selected || undefined}
      data-saving={saving || undefined}
      data-failing={job.failing !== null || undefined}
      style={{ height: rowHeightOf(job, layout) }}
      onClick={openOnClick}
      onFocus={() => onActivate(job.name)}
    >
      {layout.cards ? (
        <td>
          <div className={classes.card}>
            {CARD.map((id) => (
              <div key={id} data-part={id}>
                {render(id, cell)}
              </div>
            ))}
            {job.failing !== null && (
              <div data-part="why">
                <FailureLine {...cell} />
              </div>
            )}
          </div>
        </td>
      ) : (
        layout.columns.map(({ id }) => (
          <td key={id}>
            {render(id, cell)}
            {id === 'job' && <FailureLine {...cell} below />}
          </td>
        ))
      )}
    </tr>
  );
});

function render(id: ColumnId, props: CellProps) {
  const Cell = CELLS[id];
  return <Cell {...props} />;
}
