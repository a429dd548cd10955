// What is typed into the schedule editor, kept in the browser's tab: a new sign-in or a reload does not lose it.
import type { Job } from '../../../../src/contract/jobs.ts';
import type { SettingsChange } from '../../api/changes.ts';

interface ScheduleSettings {
  /** Empty: no schedule. */
  cronExpression: string;
  timeZone: string;
  overlap: Job['overlap'];
  catchup: Job['catchup'];
  jitterSeconds: number;
}

export interface ScheduleDraft extends ScheduleSettings {
  reason: string;
  /** The job as it was when this was begun, or when the changes of others were last looked at. */
  base: Pick<Job, 'name' | 'version' | 'updatedAt'> & { settings: ScheduleSettings };
}

export function draftOf(job: Job): ScheduleDraft {
  const { name, version, updatedAt } = job;
  const settings = settingsOf(job);
  return { ...settings, reason: '', base: { name, version, updatedAt, settings } };
}

/** What differs from the job as it is. An empty expression is a change only where the service declares none, too. */
export function changesOf(draft: ScheduleDraft, job: Job): SettingsChange {
  const now = settingsOf(job);
  const change: SettingsChange = {};
  for (const name of namesOf(now)) {
    if (draft[name] === now[name]) continue;
    if (draft[name] !== '') Object.assign(change, { [name]: draft[name] });
    else if (job.declared.cronExpression === null) change.cronExpression = null;
  }
  return change;
}

/** The draft on top of the job as others have changed it: what was not touched here is theirs. */
export function rebased(draft: ScheduleDraft, job: Job): ScheduleDraft {
  const theirs = draftOf(job);
  const { settings: before } = draft.base;
  const own = namesOf(before).filter((name) => draft[name] !== before[name]);
  return {
    ...theirs,
    ...Object.fromEntries(own.map((name) => [name, draft[name]])),
    reason: draft.reason,
  };
}

function settingsOf({ cronExpression, timeZone, overlap, catchup, jitterSeconds }: Job): ScheduleSettings {
  return { cronExpression: cronExpression ?? '', timeZone, overlap, catchup, jitterSeconds };
}

function namesOf(settings: ScheduleSettings): (keyof ScheduleSettings)[] {
  return Object.keys(settings) as (keyof ScheduleSettings)[];
}

const keyOf = (jobName: string) => `scheduler-portal.schedule.${jobName}`;

export function keptDraft(jobName: string): ScheduleDraft | null {
  const text = sessionStorage.getItem(keyOf(jobName));
  if (text === null) return null;
  const kept = JSON.parse(text) as Partial<ScheduleDraft>;
  // Kept by an earlier version of this page.
  return kept.base === undefined ? null : (kept as ScheduleDraft);
}

export function keepDraft(jobName: string, draft: ScheduleDraft | null): void {
  if (draft === null) sessionStorage.removeItem(keyOf(jobName));
  else sessionStorage.setItem(keyOf(jobName), JSON.stringify(draft));
}

/** Whether anything is typed that leaving would lose. */
export function isEdited(draft: ScheduleDraft): boolean {
  return namesOf(draft.base.settings).some((name) => draft[name] !== draft.base.settings[name]);
}
