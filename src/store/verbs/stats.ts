// Figures of a job over a period.
import { JobStatsAnswer } from '../../contract/stats.ts';
import type { Verb } from '../verb.ts';

export const statsVerbs = (verb: Verb) => ({
  jobStats: verb<{
    jobName: string;
    from: string;
    to: string;
    bucket?: 'day' | undefined;
    previous?: boolean | undefined;
  }>()('job_stats', JobStatsAnswer.omit({ period: true })),
});
