// The database's functions as typed verbs, one per SQL function of the same name (supabase/schemas says what each does).
import type { Database } from './database.ts';
import { createVerb } from './verb.ts';
import { attemptVerbs } from './verbs/attempts.ts';
import { auditVerbs } from './verbs/audit.ts';
import { backfillVerbs } from './verbs/backfills.ts';
import { catchUpVerbs } from './verbs/catchUp.ts';
import { dependencyVerbs } from './verbs/dependencies.ts';
import { executionVerbs } from './verbs/executions.ts';
import { jobVerbs } from './verbs/jobs.ts';
import { reconcileVerbs } from './verbs/reconcile.ts';
import { scheduleSyncVerbs } from './verbs/scheduleSync.ts';
import { serviceVerbs } from './verbs/services.ts';
import { statsVerbs } from './verbs/stats.ts';
import { systemVerbs } from './verbs/system.ts';

export type Store = ReturnType<typeof createStore>;

/** @throws SchedulerError from every verb: the refusal's own code, DATABASE_UNAVAILABLE (worth repeating) or INTERNAL. */
export function createStore(database: Database) {
  const verb = createVerb(database);
  return {
    ...jobVerbs(verb),
    ...executionVerbs(verb),
    ...attemptVerbs(verb),
    ...serviceVerbs(verb),
    ...backfillVerbs(verb),
    ...dependencyVerbs(verb),
    ...scheduleSyncVerbs(verb),
    ...catchUpVerbs(verb),
    ...statsVerbs(verb),
    ...auditVerbs(verb),
    ...reconcileVerbs(verb),
    ...systemVerbs(verb),
  };
}
