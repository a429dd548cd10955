// The filters of a list of executions, as the store takes them.
import type { z } from 'zod';
import type { FeedQuery } from '../../contract/queries.ts';
import type { FeedRequest } from '../../store/verbs/executions.ts';

export function feedRequest({
  status,
  origin,
  from,
  to,
  before,
}: z.infer<z.ZodObject<typeof FeedQuery>>): Omit<FeedRequest, 'limit'> {
  return { statuses: status, origins: origin, from, to, before };
}
