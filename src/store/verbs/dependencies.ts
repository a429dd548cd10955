// Dependencies: jobs that run after others.
import { z } from 'zod';
import { Dependencies } from '../../contract/dependencies.ts';
import { ExecutionStatus } from '../../contract/executions.ts';
import type { Verb } from '../verb.ts';
import { Cursor } from '../../contract/fields.ts';
import { Effects } from './effects.ts';

const Dependent = z.discriminatedUnion('state', [
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('ready'), parentExecutionIds: z.array(z.string()) }),
  z.object({
    state: z.literal('accepted'),
    status: ExecutionStatus,
    /** Why it was skipped. */
    reason: z.string().nullable(),
    effects: Effects,
  }),
]);

export const dependencyVerbs = (verb: Verb) => ({
  jobDependencies: verb<{ jobName: string }>()('job_dependencies', Dependencies),
  acceptDependent: verb<{ jobName: string; executionId?: string; parentExecutionIds?: string[] }>()(
    'accept_dependent',
    Dependent,
  ),
  listDependents: verb<{ limit: number; cursor?: string | undefined }>()(
    'list_dependents',
    z.object({ jobs: z.array(z.string()), nextCursor: Cursor }),
  ),
});
