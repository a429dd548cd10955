import { useState } from 'react';
import type { Job } from '../../../../src/contract/jobs.ts';
import { useView } from '../../live/view/useView.tsx';
import { useWholeJob } from '../../live/useWholeJob.ts';
import type { JobDialogProps } from './JobDialogProps.ts';

/**
 * The job for a dialog, at least as new as the row it was opened from. It is frozen once shown, so that somebody
 * else's change cannot slip in unnoticed while the viewer decides.
 */
export function useJobAsOpened(job: JobDialogProps['job']) {
  const { data, failure } = useView('the job', useWholeJob(job));
  const [whole, setWhole] = useState<Job>();
  if (whole === undefined && data !== undefined && data.version >= job.version) setWhole(data);
  return { whole, failure };
}
