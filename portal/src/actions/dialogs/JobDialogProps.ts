import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';

/** What the dialog of one job is given. */
export interface JobDialogProps {
  job: JobSummary;
  onClose: () => void;
}
