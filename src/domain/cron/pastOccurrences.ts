// The occurrences of a past period, for a backfill.
import { occurrences } from './occurrences.ts';

interface Definition {
  cronExpression: string | null;
  timeZone: string;
}

/**
 * Occurrences in [from, to), oldest first, as an iterable because a period may hold millions. Uses the definition in force at
 * each instant, whether or not the job was enabled; before the job's first registration, the present definition.
 */
export function* pastOccurrences({
  jobName,
  from,
  to,
  definitions,
  present,
}: {
  jobName: string;
  from: Date;
  to: Date;
  /** Oldest first. */
  definitions: (Definition & { validFrom: string; validTo: string | null })[];
  present: Definition;
}): Generator<string> {
  const registeredAt = definitions[0]?.validFrom ?? to.toISOString();
  const pieces = [{ ...present, validFrom: from.toISOString(), validTo: registeredAt }, ...definitions];
  for (const { cronExpression, timeZone, validFrom, validTo } of pieces) {
    const end = validTo === null ? to : new Date(Math.min(to.getTime(), Date.parse(validTo)));
    if (cronExpression === null) continue;
    let after = new Date(Math.max(from.getTime(), Date.parse(validFrom)) - 1);
    while (after < end) {
      const page = occurrences({ cronExpression, timeZone, jobName, after, before: end });
      yield* page.map((instant) => instant.toISOString());
      after = page.at(-1) ?? end;
    }
  }
}
