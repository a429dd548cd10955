// The unsaved draft, kept in the tab's session storage: it survives a sign-in or a reload.
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
  /** The job as it was when editing began, or when others' changes were last reviewed. */
  base: Pick<Job, 'name' | 'version' | 'updatedAt'> & { settings: ScheduleSettings };
}

export function draftOf(job: Job): ScheduleDraft {
  const { name, version, updatedAt } = job;
  const settings = settingsOf(job);
  return { ...settings, reason: '', base: { name, version, updatedAt, settings } };
}

/** Settings that differ from the job. An empty expression counts only if the service declares none either. */
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

/** The draft on top of others' changes: settings not edited here are taken from the job. */
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

/** Whether leaving would lose input. */
export function isEdited(draft: ScheduleDraft): boolean {
  return namesOf(draft.base.settings).some((name) => draft[name] !== draft.base.settings[name]);
}
