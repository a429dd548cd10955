// A service as operators see it: its address, its limit of concurrent runs, its last answer, and its counts of running and
// waiting runs.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { ChangeBody } from './jobChanges.ts';

/** Of an operator, or declared in the services file. */
export const MaxConcurrent = z.int().min(1).max(100_000);

/** The newest call that a service answered or left unanswered, among those of its newest runs. */
const LastCall = z.object({
  at: Instant.describe('When the answer came, or was given up.'),
  httpStatus: z.int().nullable().describe('Null: it did not answer.'),
  message: z.string().nullable().describe('What was wrong, if anything.'),
  executionId: z.string(),
  jobName: z.string(),
});

/** As the database has it. */
export const StoredService = z.object({
  name: z.string(),
  maxConcurrent: z.int().nullable().describe('In effect: concurrent runs of all its jobs; null = no limit.'),
  /** By the services file. */
  declared: z.object({ maxConcurrent: z.int().nullable() }),
  /** By an operator. */
  overrides: z.object({ maxConcurrent: z.int().optional() }),
  paused: z.boolean().describe('While paused, no run of it starts.'),
  pauseReason: z.string().nullable(),
  jobs: z.int(),
  running: z.int(),
  queued: z.int(),
  lastRegisteredAt: Instant.nullable().describe(
    'The last registration of any of its jobs, to ten seconds; null = none was recorded.',
  ),
  droppedJobs: z.array(z.string()).describe('Jobs that its latest start did not register, at most 100.'),
  lastCall: LastCall.nullable().describe('Null: none of its newest runs has called it.'),
  updatedAt: Instant,
  updatedBy: z.string().nullable(),
});
export type StoredService = z.infer<typeof StoredService>;

export const Service = StoredService.extend({
  /** As the process that answers has it. */
  address: z.object({
    source: z.enum(['file', 'variable', 'missing']),
    url: z.string().nullable(),
    variable: z.string().describe('The variable that has the address, or could have it.'),
  }),
}).meta({ id: 'Service', description: 'A service, with its limit and its newest call.' });
export type Service = z.infer<typeof Service>;

/** Absent fields keep their values. */
export const ServiceBody = ChangeBody.extend({
  maxConcurrent: MaxConcurrent.nullable().optional().describe('Null: as declared.'),
  paused: z.boolean().optional(),
});

export const ServiceList = z.object({ services: z.array(Service) });
export type ServiceList = z.infer<typeof ServiceList>;

export const ServiceUpdated = z.object({ message: z.string(), service: Service });
export type ServiceUpdated = z.infer<typeof ServiceUpdated>;
