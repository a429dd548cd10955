// Query parameters of the lists of executions: filters that may be repeated, a period, and the cursor of the next page.
import { z } from 'zod';
import { Execution, ExecutionStatus } from '../../contract/executions.ts';
import { OffsetInstant } from '../../contract/fields.ts';
import type { FeedPosition, FeedRequest } from '../../store/verbs/executions.ts';

/** Each value of a list costs a search of its own. */
const MAX_VALUES = 100;

/** `?status=failed&status=missed`, once or several times. */
export function repeated<Item extends z.ZodType<string>>(item: Item) {
  return z
    .union([item, z.array(item).max(MAX_VALUES)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .optional();
}

export const InstantQuery = OffsetInstant.optional();

const Position = z
  .string()
  .transform((cursor, context): FeedPosition => {
    const [at, id] = Buffer.from(cursor, 'base64url').toString().split('|');
    if (at && id && z.guid().safeParse(id).success && !Number.isNaN(Date.parse(at))) return { at, id };
    context.addIssue('must be the nextCursor of an earlier answer');
    return z.NEVER;
  })
  .optional();

export const FeedQuery = {
  status: repeated(ExecutionStatus),
  origin: repeated(Execution.shape.origin),
  from: InstantQuery,
  to: InstantQuery,
  before: Position,
};

export function feedRequest({
  status,
  origin,
  from,
  to,
  before,
}: z.infer<z.ZodObject<typeof FeedQuery>>): Omit<FeedRequest, 'limit'> {
  return { statuses: status, origins: origin, from, to, before };
}

export function cursorOf(next: FeedPosition | null): string | null {
  return next === null ? null : Buffer.from(`${next.at}|${next.id}`).toString('base64url');
}
