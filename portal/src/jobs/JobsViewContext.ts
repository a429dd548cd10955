import { createContext } from 'react';
import type { Filters } from './filterJobs.ts';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';

/** For what opens over the list: a menu that is closed is not drawn anew with every key that is typed. */
export const JobsViewContext = createContext<{
  all: readonly JobSummary[];
  filters: Filters;
  nowMs: number;
}>({ all: [], filters: {}, nowMs: 0 });
