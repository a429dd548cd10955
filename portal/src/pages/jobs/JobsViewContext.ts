import { createContext } from 'react';
import type { Filters } from './model/filterJobs.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';

/** Context for the controls around the table, so that only they render on every key and poll. */
export const JobsViewContext = createContext<{
  all: readonly JobSummary[];
  rows: readonly JobSummary[];
  filters: Filters;
  nowMs: number;
}>({ all: [], rows: [], filters: {}, nowMs: 0 });
