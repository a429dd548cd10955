// The past occurrences of a job that no run has completed. A backfill runs them.
import type { IncompleteOccurrence } from '../../contract/backfills.ts';
import { pastOccurrences } from '../../domain/cron/pastOccurrences.ts';
import type { Store } from '../../store/store.ts';

/** Occurrences per database query, and per request. */
const PAGE = 1_000;
const MAX_EXAMINED = 100_000;

/** At most `limit`, oldest first. `continueFrom`: where the next request begins; null when the period is complete. */
export async function incompleteOccurrences(
  store: Pick<Store, 'getBackfillBasis' | 'listIncomplete'>,
  { jobName, from, to, limit }: { jobName: string; from: Date; to: Date; limit: number },
): Promise<{ occurrences: IncompleteOccurrence[]; continueFrom: string | null }> {
  const basis = await store.getBackfillBasis({ jobName, from: from.toISOString(), to: to.toISOString() });
  const due = pastOccurrences({ jobName, from, to, definitions: basis.definitions, present: basis });
  const found: IncompleteOccurrence[] = [];
  let examined = 0;
  let last: string | null = null;
  while (found.length <= limit && examined < MAX_EXAMINED) {
    const instants = take(due, PAGE);
    found.push(...(await store.listIncomplete({ jobName, instants })).occurrences);
    examined += instants.length;
    last = instants.length < PAGE ? null : instants.at(-1)!;
    if (last === null) break;
  }
  const more = found[limit]?.scheduledFor ?? (last === null ? null : nextInstant(last));
  return { occurrences: found.slice(0, limit), continueFrom: more };
}

/** Unlike Iterator.take, leaves the iterator open for the next page. */
function take(instants: Iterator<string>, count: number): string[] {
  const taken: string[] = [];
  while (taken.length < count) {
    const next = instants.next();
    if (next.done) break;
    taken.push(next.value);
  }
  return taken;
}

function nextInstant(instant: string): string {
  return new Date(Date.parse(instant) + 1_000).toISOString();
}
