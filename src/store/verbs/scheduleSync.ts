// What a job's Temporal Schedule must look like, and who writes it.
import { z } from 'zod';
import type { CompilerInputs, ScheduleInputs } from '../../domain/cron/compile/scheduleInputs.ts';
import type { Verb } from '../verb.ts';
import { Cursor, Instant } from '../../contract/fields.ts';

/** The inputs of a compiled Schedule; `replaced`: earlier inputs of the same revision that gave another Schedule. */
const StoredInputs = z.object({
  zones: z.string(),
  compiler: z.int(),
  spec: z.string(),
  replaced: z.object({ zones: z.string(), compiler: z.int(), until: Instant }).nullish(),
});

const DesiredSchedule = z.object({
  jobName: z.string(),
  revision: z.int(),
  projectedRevision: z.int(),
  exists: z.boolean(),
  enabled: z.boolean(),
  pausedUntil: Instant.nullable(),
  cronExpression: z.string().nullable(),
  timeZone: z.string(),
  jitterSeconds: z.int(),
  priority: z.int(),
  service: z.string(),
  endpoint: z.string(),
  conflictToken: z.string().nullable(),
  inputs: StoredInputs.nullable(),
  nextRunAt: Instant.nullable(),
});
export type DesiredSchedule = z.infer<typeof DesiredSchedule>;

const Projection = z.discriminatedUnion('state', [
  z.object({ state: z.literal('claimed'), desired: DesiredSchedule }),
  z.object({ state: z.literal('busy'), revision: z.int() }),
  z.object({ state: z.literal('current') }),
  z.object({ state: z.literal('lost') }),
]);

/** The conflict token is that of our last write of the Schedule. */
const ScheduleSyncState = z.object({
  revision: z.int(),
  projectedRevision: z.int(),
  conflictToken: z.string().nullable(),
  inputs: StoredInputs.nullable(),
});

export const scheduleSyncVerbs = (verb: Verb) => ({
  claimScheduleSync: verb<{ jobName: string; token: string; force?: boolean | undefined }>()(
    'claim_schedule_sync',
    Projection,
  ),
  finishScheduleSync: verb<{
    jobName: string;
    token: string;
    revision: number;
    conflictToken: string | null;
    inputs: ScheduleInputs | null;
  }>()('finish_schedule_sync', Projection),
  releaseScheduleSync: verb<{ jobName: string; token: string }>()('release_schedule_sync', z.object({})),
  getScheduleSync: verb<{ jobName: string }>()('get_schedule_sync', ScheduleSyncState),
  listDesiredSchedules: verb<{
    limit: number;
    cursor?: string | undefined;
    behindOnly?: boolean | undefined;
  }>()('list_desired_schedules', z.object({ schedules: z.array(DesiredSchedule), nextCursor: Cursor })),
  listOutdatedSchedules: verb<{ inputs: CompilerInputs; limit: number }>()(
    'list_outdated_schedules',
    z.object({ schedules: z.array(DesiredSchedule), count: z.int() }),
  ),
  noteScheduleInputs: verb<{ jobName: string; revision: number; inputs: ScheduleInputs }>()(
    'note_schedule_inputs',
    z.object({ noted: z.boolean() }),
  ),
});
