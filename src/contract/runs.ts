// A request for a run (trigger, rerun), and its result.
import { z } from 'zod';
import { FutureInstant, Instant, orAbsent, Reason, UserId } from './fields.ts';
import { JsonObject } from './jsonObject.ts';
import { ReasonCode } from './reasons.ts';
import { Warning } from './warnings.ts';

export const RunBody = z.object({
  userId: UserId,
  config: orAbsent(JsonObject).describe("Instead of the job's, for this run."),
  reason: Reason,
});
export type RunBody = z.infer<typeof RunBody>;

/** `runAt`: run once at that instant. */
export const TriggerBody = RunBody.extend({ runAt: orAbsent(FutureInstant) });

/** Why an accepted run does not begin at once, as far as known. */
export const WaitReason = ReasonCode.extract(['service_paused', 'service_limit', 'overlap']);
export type WaitReason = z.infer<typeof WaitReason>;

const requested = {
  message: z.string(),
  executionId: z.uuid(),
  warnings: z.array(Warning).exactOptional(),
};

/** The caller does not wait for the end. */
export const RunAccepted = z.object({ ...requested, waits: WaitReason.nullable() });
export type RunAccepted = z.infer<typeof RunAccepted>;

/** The run is due at a future instant. */
export const RunPlanned = z.object({ ...requested, scheduledFor: Instant });
export type RunPlanned = z.infer<typeof RunPlanned>;

export const RunEnded = z.object({
  ...requested,
  result: z.object({
    success: z.boolean(),
    itemsProcessed: z.int(),
    itemsSucceeded: z.int(),
    itemsFailed: z.int(),
    error: z.string().nullable(),
    metadata: JsonObject,
  }),
});
export type RunEnded = z.infer<typeof RunEnded>;
