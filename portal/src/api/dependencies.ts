import { queryOptions } from '@tanstack/react-query';
import type { ExecutionStatus } from '../../../src/contract/execution.ts';
import type { JobStatus } from '../../../src/contract/jobSummary.ts';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

export interface DependencyNode {
  name: string;
  displayName: string;
  service: string;
  status: JobStatus;
  lastRunStatus: ExecutionStatus | null;
  /** False: something waits for a job of this name, and there is none. */
  registered: boolean;
  enabled: boolean;
}

export interface DependencyEdge {
  from: string;
  to: string;
  on: 'success' | 'failure' | 'any';
}

export interface Dependencies {
  job: string;
  nodes: DependencyNode[];
  edges: DependencyEdge[];
}

export function dependenciesQuery(jobName: string) {
  return queryOptions({
    queryKey: ['job', jobName, 'dependencies'],
    queryFn: ({ signal }) => request<Dependencies>('GET', `${jobPath(jobName)}/dependencies`, { signal }),
  });
}
