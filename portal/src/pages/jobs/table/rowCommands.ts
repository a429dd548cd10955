// Commands of a row; one stable object shared by all rows, so it never causes a render.
import type { JobAction } from '../../../actions/openAction.ts';
import type { Act } from '../../../actions/permissions.ts';

export interface RowCommands {
  /** Why it is disabled; null = it is not. */
  disabledReason(act: Act): string | null;
  open(name: string): void;
  openRun(executionId: string): void;
  /** @param range from the last selected row to this one */
  select(name: string, range: boolean): void;
  filterService(service: string): void;
  act(action: JobAction, name: string): void;
  openMenu(name: string, button: HTMLElement): void;
}
