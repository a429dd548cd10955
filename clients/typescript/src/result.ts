// What a handler returns or throws → the JobResult that the scheduler records.
import type { JobResult } from './contract.ts';
import { messageOf } from './environment.ts';

/** Everything is optional: no count means 0, and a handler that returns has succeeded unless it says otherwise. */
export type HandlerResult = Partial<JobResult> | void;

export function resultOf(returned: HandlerResult): JobResult {
  const { success = true, itemsProcessed, itemsSucceeded, itemsFailed = 0, error, metadata } = returned ?? {};
  const processed = itemsProcessed ?? (itemsSucceeded ?? 0) + itemsFailed;
  const result = {
    success,
    itemsProcessed: processed,
    itemsSucceeded: itemsSucceeded ?? Math.max(0, processed - itemsFailed),
    itemsFailed,
    ...(error != null && { error }),
    ...(metadata != null && { metadata }),
  };
  // Throws here, and not in the middle of an answer, what JSON cannot carry.
  return JSON.parse(JSON.stringify(result)) as JobResult;
}

export function failureOf(thrown: unknown): JobResult {
  const error = messageOf(thrown).replaceAll('\0', '') || 'failed without a message';
  return { success: false, itemsProcessed: 0, itemsSucceeded: 0, itemsFailed: 0, error };
}
