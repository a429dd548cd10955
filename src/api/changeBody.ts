// The body of a change of a job: all of it optional.
import { z } from 'zod';

export const ChangeBody = z.object({
  /** Who changes; recorded as the actor. Null or "" = absent. */
  userId: z.string().max(200).nullish(),
  reason: z.string().max(1_000).nullish(),
});
export type ChangeBody = z.infer<typeof ChangeBody>;

export function changeOf(jobName: string, { userId, reason }: ChangeBody) {
  return { jobName, actor: userId || 'anonymous', reason: reason || undefined };
}
