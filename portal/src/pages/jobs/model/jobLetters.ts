// Single-letter shortcuts of a job, in its row and on its page.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { openAction } from '../../../actions/openAction.ts';

interface JobLetters {
  job: JobSummary;
  /** "e" enables it, like the button beside it. */
  isOff: boolean;
  /** Opens the editor over the job's page. */
  editSchedule: () => void;
}

export function jobLetters({ job, isOff, editSchedule }: JobLetters): Record<string, () => void> {
  return {
    r: () => openAction({ action: 'trigger', jobs: [job] }),
    e: () => openAction({ action: isOff ? 'enable' : 'disable', jobs: [job] }),
    s: editSchedule,
    c: () => {
      if (job.running) openAction({ action: 'cancel', jobs: [job], executionId: job.running.executionId });
    },
  };
}
