// What saving the schedule does to the next run, or why it cannot be saved yet.
import type { Job } from '../../../../src/contract/jobs.ts';
import type { SettingsChange } from '../../api/changes.ts';
import type { CronPreview } from '../../../../src/contract/cronPreview.ts';
import { clock } from '../../shared/format/clock.ts';
import { formatInstant } from '../../shared/format/formatInstant.ts';
import type { ScheduleDraft } from './scheduleDraft.ts';

interface Unsaved {
  draft: ScheduleDraft;
  job: Job;
  /** Somebody else changed the job in the meantime. */
  isOvertaken: boolean;
  changes: SettingsChange;
  preview: { problem: unknown; outage: unknown };
}

/** null = it can be saved. */
export function missingOf({ draft, job, isOvertaken, changes, preview }: Unsaved): string | null {
  if (isOvertaken) return 'Review the other change first.';
  if (preview.problem !== null) return 'The expression is not valid.';
  if (preview.outage !== null)
    return 'The scheduler does not answer. The expression will be checked once it does.';
  if (draft.cronExpression.trim() === '' && job.declared.cronExpression !== null) {
    return 'Enter an expression or choose when the job should run.';
  }
  return Object.keys(changes).length === 0 ? 'No changes yet.' : null;
}

type Now = Pick<Job, 'enabled' | 'nextRunAt' | 'pausedUntil' | 'timeZone'>;

/** @param upcoming runs by the draft; undefined while they are unknown */
export function effectText(
  { enabled, nextRunAt, pausedUntil, timeZone }: Now,
  upcoming: CronPreview['upcoming'] | undefined,
  draft: Pick<ScheduleDraft, 'cronExpression' | 'timeZone'>,
): string {
  if (!enabled) return 'The job is disabled: it does not run on its schedule until it is enabled.';
  const isNone = draft.cronExpression.trim() === '';
  if (upcoming === undefined && !isNone) return '';
  const from = Math.max(clock.now(), pausedUntil === null ? 0 : Date.parse(pausedUntil));
  const next = upcoming?.find(({ scheduledFor }) => Date.parse(scheduledFor) >= from)?.scheduledFor;
  if (next === undefined && pausedUntil !== null && !isNone)
    return 'The job is paused; its next run is after the pause.';
  if (next === nextRunAt || (next === undefined && nextRunAt === null))
    return 'The next run does not change.';
  if (next === undefined) return `There will be no next run; it was ${inZone(nextRunAt, timeZone)}.`;
  if (nextRunAt === null) return `The next run is ${inZone(next, draft.timeZone)}.`;
  return `Next run moves from ${inZone(nextRunAt, timeZone)} to ${inZone(next, draft.timeZone)}.`;
}

function inZone(at: string | null, zone: string): string {
  if (at === null) return 'none';
  const seconds = !at.endsWith(':00.000Z');
  return `${formatInstant(at, zone, { nowMs: clock.now(), seconds })} (${zone})`;
}
