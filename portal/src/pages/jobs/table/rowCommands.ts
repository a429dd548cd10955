// What a row can ask for; one object for all rows, so that none renders because of it.
import type { JobAction } from '../../../actions/openAction.ts';

export interface RowCommands {
  /** Why nothing can be changed; null = it can. */
  refusal: string | null;
  open(name: string): void;
  openRun(executionId: string): void;
  /** @param range from the last selected row to this one */
  select(name: string, range: boolean): void;
  filterService(service: string): void;
  act(action: JobAction, name: string): void;
  openMenu(name: string, button: HTMLElement): void;
}
