// One change of many jobs. The API takes at most 1,000 names per request, so they are sent in slices and the answers
// are joined.
import type { BulkDone, BulkResult } from '../../../src/contract/bulk.ts';
import { ApiError } from './client/ApiError.ts';
import type { BulkAction } from './bulkActions.ts';
import { request } from './client/request.ts';

/** A slice takes a second or two, so that progress is visible. */
const SLICE = 500;

export interface BulkChange {
  action: BulkAction;
  /** Names, never a filter: exactly the selected jobs are changed. */
  names: readonly string[];
  reason?: string | undefined;
  until?: string | undefined;
}

export interface BulkOutcome {
  name: string;
  /** Why the job was not changed; null if it was. */
  refusal: string | null;
}

/**
 * @param onProgress told how many have been answered, before each slice
 * @returns an answer per job, even when a later slice was refused: earlier slices stay done
 * @throws if the first slice was refused: nothing was changed
 */
export async function bulkJobs(
  { names, ...change }: BulkChange,
  onProgress: (done: number) => void = () => undefined,
): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (let from = 0; from < names.length; from += SLICE) {
    onProgress(from);
    const slice = names.slice(from, from + SLICE);
    try {
      const answer = await request<BulkDone>('POST', 'api/jobs/bulk', {
        body: { ...change, names: slice },
      });
      outcomes.push(...answer.results.map(outcomeOf));
    } catch (error) {
      if (from === 0 || !(error instanceof ApiError)) throw error;
      const why = `${error.message}${error.status === null ? ' It may have been done: check before you try again.' : ''}`;
      const later = names.slice(from + SLICE);
      return [
        ...outcomes,
        ...slice.map((name) => ({ name, refusal: why })),
        ...later.map((name) => ({ name, refusal: 'Not sent, because an earlier part was refused.' })),
      ];
    }
  }
  return outcomes;
}

function outcomeOf(result: BulkResult): BulkOutcome {
  return { name: result.name, refusal: result.success ? null : result.message };
}
