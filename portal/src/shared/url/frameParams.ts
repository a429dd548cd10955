// What the URL says whatever the view: in which zone instants are shown, and what lies open over the view.
import { readOneOf, readText } from './readParam.ts';

export const ZONE_CHOICES = ['job', 'mine', 'utc'] as const;
export type ZoneChoice = (typeof ZONE_CHOICES)[number];

export interface FrameParams {
  /** Absent: the job's zone. */
  tz?: Exclude<ZoneChoice, 'job'> | undefined;
  /** Execution id: the run drawer is open. */
  run?: string | undefined;
  /** The schedule editor of the view's job is open. */
  edit?: 'schedule' | undefined;
}

export function frameParams(raw: Record<string, unknown>): FrameParams {
  return {
    tz: readOneOf(raw, 'tz', ['mine', 'utc']),
    run: readText(raw, 'run'),
    edit: readOneOf(raw, 'edit', ['schedule']),
  };
}
