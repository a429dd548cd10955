// Figures of a job over a period.
import { z } from 'zod';
import { JobStats, StatsDay } from '../../contract/executions.ts';
import type { Verb } from '../verb.ts';

const Stats = z.object({
  stats: JobStats,
  previous: JobStats.optional(),
  buckets: z.array(StatsDay).optional(),
});

export const statsVerbs = (verb: Verb) => ({
  jobStats: verb<{
    jobName: string;
    from: string;
    to: string;
    bucket?: 'day' | undefined;
    previous?: boolean | undefined;
  }>()('job_stats', Stats),
});
