import { useState } from 'react';
import type { Job } from '../../../../src/contract/jobs.ts';
import { useView } from '../../live/view/useView.tsx';
import { useWholeJob } from '../../live/useWholeJob.ts';
import type { JobDialogProps } from './JobDialogProps.ts';

/**
 * The whole job for a dialog, at least as new as the row that it was opened from. It stays as it was first shown: what
 * somebody else changes meanwhile must not pass by who decides here.
 */
export function useJobAsOpened(job: JobDialogProps['job']) {
  const { data, failure } = useView('the job', useWholeJob(job));
  const [whole, setWhole] = useState<Job>();
  if (whole === undefined && data !== undefined && data.version >= job.version) setWhole(data);
  return { whole, failure };
}
