// How an attempt ended: what is known of it everywhere, and what is written once.
import { z } from 'zod';
import { AttemptClass } from './executions.ts';
import type { AttemptCode } from './reasons.ts';
import type { ReportedResult } from './serviceCall.ts';

/** What is known of an attempt that has ended. Passes through Temporal, so the message is short. */
export const AttemptOutcome = z.object({
  class: AttemptClass,
  httpStatus: z.int().nullable(),
  message: z.string().nullable(),
  /** How long the service asked to be left alone. */
  retryAfterMs: z.int().nullable(),
});
export type AttemptOutcome = z.infer<typeof AttemptOutcome>;

/** What is written of it: the outcome as far as there is one, and the service's result. */
export type AttemptReport = Pick<AttemptOutcome, 'class'> &
  Partial<AttemptOutcome> & {
    result?: ReportedResult;
    /** Why, where class and httpStatus do not say it. */
    code?: AttemptCode;
    /** The service's own words, or those of the connection's failure. */
    said?: string;
    /** timeoutSeconds or heartbeatSeconds, when that is what ran out. */
    limitSeconds?: number;
    /** What of the answer was not kept as it was sent. */
    note?: string;
  };
