// The graph of jobs around one job: its ancestors and its descendants.
import { z } from 'zod';
import { ExecutionStatus } from './executions.ts';
import { Instant } from './fields.ts';

export const Dependencies = z.object({
  nodes: z.array(
    z.object({
      name: z.string(),
      registered: z
        .boolean()
        .describe('False for a job that is named in `after` and is not registered (yet, or any more).'),
      displayName: z.string(),
      service: z.string().nullable(),
      enabled: z.boolean().nullable(),
      pausedUntil: Instant.nullable(),
      lastRunStatus: ExecutionStatus.nullable(),
      lastRunAt: Instant.nullable(),
      running: z.int(),
      queued: z.int(),
    }),
  ),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      on: z.enum(['success', 'failure', 'any']),
      arrivedAt: Instant.nullable().describe(
        'Since when an end of `from` waits for the other parents of `to`.',
      ),
      /** How the newest run of `from` ended; `counts`: as `to` asks. Null = none has. */
      lastEnd: z
        .object({
          executionId: z.uuid(),
          status: z.enum(['completed', 'failed', 'cancelled']),
          at: Instant,
          counts: z.boolean(),
        })
        .nullable(),
    }),
  ),
  truncated: z
    .boolean()
    .describe(
      'There are more than 500 jobs around it, or 10,000 edges; the rest is left out, the farthest jobs first.',
    ),
});
export type Dependencies = z.infer<typeof Dependencies>;

export const DependenciesAnswer = Dependencies.extend({ job: z.string() });
export type DependenciesAnswer = z.infer<typeof DependenciesAnswer>;
