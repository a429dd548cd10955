// The same action on many jobs, with a result per job.
import { z } from 'zod';
import { ERROR_CODES } from '../domain/errors.ts';
import { FutureInstant, Instant, orAbsent } from './fields.ts';
import { ChangeBody } from './jobChanges.ts';
import { ScheduleSync } from './jobs.ts';
import { WaitReason } from './runs.ts';

export const BulkBody = ChangeBody.extend({
  action: z.enum(['enable', 'disable', 'delete', 'trigger']),
  names: z.array(z.string().max(100)).min(1).max(1_000),
  until: orAbsent(FutureInstant).describe('With `disable`: a pause.'),
}).refine(({ action, until }) => !until || action === 'disable', {
  path: ['until'],
  error: 'goes with the action "disable" only',
});
export type BulkBody = z.infer<typeof BulkBody>;

export const BulkResult = z.union([
  z.object({
    name: z.string(),
    success: z.literal(true),
    schedule: ScheduleSync,
    nextRunAt: Instant.nullable(),
  }),
  z.object({
    name: z.string(),
    success: z.literal(true),
    executionId: z.uuid(),
    waits: WaitReason.nullable(),
  }),
  z.object({
    name: z.string(),
    success: z.literal(false),
    code: z.enum(ERROR_CODES),
    message: z.string(),
    details: z.unknown().optional(),
  }),
]);
export type BulkResult = z.infer<typeof BulkResult>;

export const BulkDone = z.object({
  success: z.boolean().describe('For every job.'),
  message: z.string(),
  bulkId: z.uuid().exactOptional().describe("Shared by the audit's events; triggers have none."),
  results: z.array(BulkResult),
});
export type BulkDone = z.infer<typeof BulkDone>;
