// Query parameters: parts that many lists share. Values come as text.
import { z } from 'zod';
import { Execution, ExecutionStatus } from './executions.ts';
import { OffsetInstant } from './fields.ts';

/** Each value of a list costs a search of its own. */
const MAX_VALUES = 100;

export function whole(min: number, max: number) {
  return z.coerce.number().int().min(min).max(max);
}

/** `?status=failed&status=missed`, once or several times. */
export function repeated<Item extends z.ZodType<string>>(item: Item) {
  return z
    .union([item, z.array(item).max(MAX_VALUES)])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .optional();
}

const NOT_A_CURSOR = 'must be the nextCursor of an earlier answer';

/** Of the audit: the id of its last event. */
export const EventCursor = z
  .string()
  .regex(/^\d{1,18}$/, NOT_A_CURSOR)
  .describe('`nextCursor` of the page before.')
  .optional();

/** A position in a list of executions: what it is ordered by, and the id. */
export interface FeedPosition {
  at: string;
  id: string;
}

const Position = z
  .base64url({ error: NOT_A_CURSOR })
  .max(200)
  .transform((cursor, context): FeedPosition => {
    const [at, id] = atob(cursor.replaceAll('-', '+').replaceAll('_', '/')).split('|');
    if (at && id && z.guid().safeParse(id).success && !Number.isNaN(Date.parse(at))) return { at, id };
    context.addIssue(NOT_A_CURSOR);
    return z.NEVER;
  })
  .describe('`nextCursor` of the page before; unlike an offset, new runs do not shift it.')
  .optional();

export function cursorOf(next: FeedPosition | null): string | null {
  if (next === null) return null;
  return btoa(`${next.at}|${next.id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** The database takes no offsets of 16 hours and more. Microseconds, which rows have, are kept. */
const QueryInstant = OffsetInstant.transform((instant) =>
  instant.endsWith('Z') ? instant : new Date(instant).toISOString(),
);

export const PeriodQuery = {
  from: QueryInstant.describe('Not before this instant.').optional(),
  to: QueryInstant.describe('Before this instant.').optional(),
};

export const FeedQuery = {
  status: repeated(ExecutionStatus),
  origin: repeated(Execution.shape.origin),
  ...PeriodQuery,
  before: Position,
};
