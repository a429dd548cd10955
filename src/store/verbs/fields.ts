// Parts that the arguments and answers of several verbs share.
import { z } from 'zod';
import { Execution } from '../../contract/executions.ts';

/** The caller who asked for a change, and the client used; the audit records both. */
export interface Author {
  /** Shown to people. */
  actor: string;
  /** Unique. */
  principal?: string;
  /** The user that the caller named. */
  onBehalfOf?: string | undefined;
  source?: 'portal' | 'api';
}

/** Who changes a job, and why; refused unless the job has one of the expected versions, if any are given. */
export interface Change extends Author {
  jobName: string;
  reason?: string | undefined;
  expectedVersions?: number[] | undefined;
}

/** What sentences about a run need of its job. */
export const JobText = z.object({ displayName: z.string(), timeZone: z.string() });

export const ExecutionAnswer = z.object({ execution: Execution });
