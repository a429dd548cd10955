// The same change of many jobs. The API takes 1,000 names at once; they are sent in slices, one after the other, and the
// answers added up.
import { ApiError } from './ApiError.ts';
import { request } from './request.ts';

/** Takes a second or two, so that the progress moves. */
const SLICE = 500;

export const BULK_ACTIONS = ['enable', 'disable', 'delete', 'trigger'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

export interface BulkChange {
  action: BulkAction;
  /** Always the names, never a filter: what is selected is what is changed. */
  names: readonly string[];
  reason?: string | undefined;
  until?: string | undefined;
}

export interface BulkResult {
  name: string;
  success: boolean;
  /** Why not. */
  message?: string;
}

/**
 * @param onProgress told how many have been answered, before each slice
 * @returns an answer per job, also when a slice was refused: what was done before it stays done
 * @throws what the first slice was refused with: then nothing is done
 */
export async function bulkJobs(
  { names, ...change }: BulkChange,
  onProgress: (done: number) => void = () => undefined,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (let from = 0; from < names.length; from += SLICE) {
    onProgress(from);
    const slice = names.slice(from, from + SLICE);
    try {
      const answer = await request<{ results: BulkResult[] }>('POST', 'api/jobs/bulk', {
        body: { ...change, names: slice },
      });
      results.push(...answer.results);
    } catch (error) {
      if (from === 0 || !(error instanceof ApiError)) throw error;
      const why = `${error.message}${error.status === null ? ' It may have been done: check before you try again.' : ''}`;
      const later = names.slice(from + SLICE);
      return [
        ...results,
        ...slice.map((name) => ({ name, success: false, message: why })),
        ...later.map((name) => ({
          name,
          success: false,
          message: 'Not sent, because an earlier part was refused.',
        })),
      ];
    }
  }
  return results;
}
