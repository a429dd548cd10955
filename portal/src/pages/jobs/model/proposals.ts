// Suggestions for a search without a match: similar words, and jobs hidden by other filters.
import type { JobSummary } from '../../../../../src/contract/jobSummaries.ts';
import { closeNames } from '../../../shared/format/closeNames.ts';
import { filterJobs, type Filters } from './filterJobs.ts';

export interface Proposals {
  /** Words to search for instead, closest first. */
  words: readonly string[];
  /** Jobs that match the search but not the other filters. */
  withoutFilters: number;
}

const SHOWN = 3;

export function proposals(all: readonly JobSummary[], filters: Filters, nowMs: number): Proposals {
  const { q } = filters;
  if (q === undefined) return { words: [], withoutFilters: 0 };
  const withoutFilters = filterJobs(all, { q }, nowMs).length;
  if (withoutFilters > 0) return { words: [], withoutFilters };
  const words = all.flatMap(({ name, displayName, service }) => [
    name,
    displayName.toLowerCase(),
    service,
    ...name.split(/[-._]/),
    ...displayName.toLowerCase().split(/\s+/),
  ]);
  // "ledger-export" and "ledger export" find the same.
  const distinct = Map.groupBy(words, (word) => word.replaceAll(/[-._]/g, ' '));
  const close = closeNames(
    q.trim(),
    [...distinct.values()].map(([first]) => first!),
  );
  return { words: close.slice(0, SHOWN), withoutFilters };
}
