// What is typed into the schedule editor, kept in the browser's tab: a new sign-in or a reload does not lose it.
import type { Job } from '../../../src/contract/job.ts';
import type { SettingsChange } from '../api/changes.ts';

export interface ScheduleDraft {
  /** Empty: no schedule. */
  cronExpression: string;
  timeZone: string;
  overlap: Job['overlap'];
  catchup: Job['catchup'];
  jitterSeconds: number;
  reason: string;
}

export function draftOf({ cronExpression, timeZone, overlap, catchup, jitterSeconds }: Job): ScheduleDraft {
  return { cronExpression: cronExpression ?? '', timeZone, overlap, catchup, jitterSeconds, reason: '' };
}

/** What differs from the job as it is; an empty expression that the service did not declare so is no change. */
export function changesOf(draft: ScheduleDraft, job: Job): SettingsChange {
  const now = draftOf(job);
  const { reason: _, ...settings } = draft;
  const changed = Object.entries(settings).filter(
    ([name, value]) => value !== now[name as keyof ScheduleDraft] && value !== '',
  );
  return Object.fromEntries(changed);
}

const keyOf = (jobName: string) => `scheduler-portal.schedule.${jobName}`;

export function keptDraft(jobName: string): ScheduleDraft | null {
  const text = sessionStorage.getItem(keyOf(jobName));
  return text === null ? null : (JSON.parse(text) as ScheduleDraft);
}

export function keepDraft(jobName: string, draft: ScheduleDraft | null): void {
  if (draft === null) sessionStorage.removeItem(keyOf(jobName));
  else sessionStorage.setItem(keyOf(jobName), JSON.stringify(draft));
}
