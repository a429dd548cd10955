import type { JobSummary } from '../../../../../../src/contract/jobSummaries.ts';
import type { RowCommands } from '../rowCommands.ts';

export interface CellProps {
  job: JobSummary;
  /** Zone to show instants in. */
  zone: string;
  compact: boolean;
  /** The row is the table's stop of Tab, and so are its controls. */
  active: boolean;
  selected: boolean;
  commands: RowCommands;
  stripCells: 10 | 20;
}
