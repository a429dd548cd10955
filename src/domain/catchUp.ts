// Catch-up: which occurrences should have a row by now, and what happens to those without one: a late start, or a miss with
// its reason. Each instant is judged by the definition in force at that instant.
import type { ReasonOf } from '../contract/reasons.ts';
import { occurrences } from './cron/occurrences.ts';
import type { ZoneData } from './cron/zoneData.ts';
import { occurrenceExecutionId } from './identifiers.ts';
import { LATE_AFTER_MS } from './lateness.ts';

/** Occurrences per plan: finding 5,000 takes 20 ms, and Postgres writes a row for each. */
const MAX_OCCURRENCES = 5_000;

/** The definition of a job's occurrences in [validFrom, validTo). Instants are ISO 8601. */
export interface Definition {
  cronExpression: string | null;
  timeZone: string;
  jitterSeconds: number;
  catchup: 'latest' | 'all' | 'none';
  catchupSeconds: number;
  /** No occurrences before it. */
  pausedUntil: string | null;
  active: boolean;
  validFrom: string;
  validTo: string | null;
}

type Missed = ReasonOf<
  'scheduler_down' | 'schedule_outdated' | 'catchup_passed' | 'superseded' | 'database_restored'
>;

/** A span of which the database knows nothing, because it was restored to an earlier state: (from, to], ISO. */
export interface HistoryGap {
  from: string;
  to: string;
}

/** The job's Schedule had been compiled with other zone data or rules, until an instant (ISO). */
export interface OutdatedSchedule {
  zones: string;
  until: string;
}

export type LedgerOccurrence = {
  executionId: string;
  scheduledFor: string;
} & (
  | {
      act: 'start';
      /** If another run overlaps: wait for it instead of being skipped. */
      wait: boolean;
    }
  | ({ act: 'miss' } & Missed)
  | (RememberedRun & ReasonOf<'database_restored'>)
);

/** A run that the database has forgotten, as Temporal remembers it. Instants are ISO 8601. */
interface RememberedRun {
  act: 'known';
  status: 'completed' | 'failed' | 'cancelled' | 'skipped';
  startedAt: string;
  completedAt: string;
  workflowId: string;
}

export interface CatchUpPlan {
  /** All occurrences in (ledgerUntil, until] are listed, oldest first. */
  until: string;
  /** The first occurrence after `until`, or an instant at which to look again; null if there is none. */
  dueAt: string | null;
  occurrences: LedgerOccurrence[];
}

interface Due {
  at: number;
  definition: Definition;
}

export function planCatchUp(job: {
  jobName: string;
  ledgerUntil: string;
  now: string;
  /** In order and without gaps, starting at ledgerUntil; only the first ones if there are many. */
  definitions: Definition[];
  /** A reason for missing rows other than that nothing was running to start them. */
  outdated?: OutdatedSchedule | null | undefined;
  gaps?: HistoryGap[];
  zoneData?: ZoneData | undefined;
}): CatchUpPlan {
  const now = Date.parse(job.now);
  const due: Due[] = [];
  let until = Date.parse(job.ledgerUntil);
  // Stays undefined if the loop does not reach the definition in force: then there are more to look at.
  let dueAt: number | null | undefined;
  for (const definition of job.definitions) {
    const lateBefore = now - LATE_AFTER_MS - definition.jitterSeconds * 1_000;
    const end = Math.min(lateBefore, lastInstantOf(definition));
    due.push(...inForce(job, definition, until, end, MAX_OCCURRENCES - due.length));
    if (due.length === MAX_OCCURRENCES) {
      until = due.at(-1)!.at;
      dueAt = until;
      break;
    }
    until = Math.max(until, end);
    if (end === lateBefore) {
      dueAt =
        inForce(job, definition, until, lastInstantOf(definition), 1)[0]?.at ?? definitionEnd(definition);
      break;
    }
  }
  const latest = due.at(-1);
  const successor =
    latest && job.definitions.flatMap((definition) => inForce(job, definition, latest.at, now, 1))[0];
  return {
    until: iso(until),
    dueAt: dueAt === null ? null : iso(dueAt ?? until),
    occurrences: due.map((occurrence, index) => judge(job, occurrence, due[index + 1] ?? successor, now)),
  };
}

function judge(
  { jobName, outdated, gaps = [] }: Pick<Parameters<typeof planCatchUp>[0], 'jobName' | 'outdated' | 'gaps'>,
  { at, definition }: Due,
  later: Due | undefined,
  now: number,
): LedgerOccurrence {
  const scheduledFor = iso(at);
  const occurrence = { executionId: occurrenceExecutionId(jobName, scheduledFor), scheduledFor };
  const { catchup, catchupSeconds } = definition;
  const lateSeconds = Math.round((now - at) / 1_000);
  const wasOutdated = outdated && at <= Date.parse(outdated.until);
  const cause = wasOutdated ? { zones: outdated.zones, outdatedUntil: outdated.until } : {};
  const miss = (missed: Missed): LedgerOccurrence => ({ ...occurrence, act: 'miss', ...missed });
  const gap = gaps.find(({ from, to }) => at > Date.parse(from) && at <= Date.parse(to));
  if (gap) return miss({ code: 'database_restored', details: { restoredTo: gap.from } });
  if (catchup === 'none') {
    return miss({ code: wasOutdated ? 'schedule_outdated' : 'scheduler_down', details: cause });
  }
  if (now - at > catchupSeconds * 1_000) {
    return miss({ code: 'catchup_passed', details: { ...cause, lateSeconds, catchupSeconds } });
  }
  if (catchup === 'latest' && later) {
    return miss({ code: 'superseded', details: { ...cause, nextAt: iso(later.at) } });
  }
  return { ...occurrence, act: 'start', wait: catchup === 'all' };
}

export function outdatedInWords({ zones, until }: OutdatedSchedule): string {
  return `its Schedule had been compiled with other rules (zone data ${zones}) until ${until}`;
}

/** Occurrences of one definition in (after, upTo], at most `count`. */
function inForce(
  { jobName, zoneData }: Pick<Parameters<typeof planCatchUp>[0], 'jobName' | 'zoneData'>,
  definition: Definition,
  after: number,
  upTo: number,
  count: number,
): Due[] {
  const { active, cronExpression, timeZone, pausedUntil, validFrom } = definition;
  if (!active || cronExpression === null) return [];
  const from = Math.max(
    after,
    Date.parse(validFrom) - 1,
    pausedUntil === null ? -Infinity : Date.parse(pausedUntil) - 1,
  );
  const last = Math.min(upTo, lastInstantOf(definition));
  if (from >= last) return [];
  const instants = occurrences({
    cronExpression,
    timeZone,
    jobName,
    zoneData,
    after: new Date(from),
    ...(last < Infinity && { before: new Date(last + 1) }),
    count,
  });
  return instants.map((instant) => ({ at: instant.getTime(), definition }));
}

/** In milliseconds, the precision of all boundaries. */
function lastInstantOf({ validTo }: Definition): number {
  return validTo === null ? Infinity : Date.parse(validTo) - 1;
}

function definitionEnd({ validTo }: Definition): number | null {
  return validTo === null ? null : Date.parse(validTo);
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
