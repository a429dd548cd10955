import { createContext } from 'react';
import type { Filters } from './model/filterJobs.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';

/** For what stands deep in the list's frame: the rest of it is not drawn anew with every key and poll. */
export const JobsViewContext = createContext<{
  all: readonly JobSummary[];
  rows: readonly JobSummary[];
  filters: Filters;
  nowMs: number;
}>({ all: [], rows: [], filters: {}, nowMs: 0 });
