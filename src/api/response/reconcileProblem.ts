// Why the repair loop has not succeeded, for GET /health: no worker runs it, a step fails, or a step takes long.
import type { ReconcileState } from '../../store/verbs/reconcile.ts';

/** Reconcile runs every 15 s; without success for this long, something is wrong. */
const SILENT_MS = 60_000;

const NEXT_STEPS: Record<string, string> = {
  TEMPORAL_UNAVAILABLE: 'see whether Temporal is overloaded, or cannot be reached from the workers',
  DATABASE_UNAVAILABLE: 'see whether Postgres is overloaded, or cannot be reached from the workers',
};
const ANY_OTHER = 'the log of the worker has more; report it if it lasts';

/** A sentence for people, or null. `startedAt`: of this process (ms), which may be younger than any pass. */
export function reconcileProblem(state: ReconcileState, startedAt: number): string | null {
  const { lastSuccessAt, held, step, stepSince, failure, now } = state;
  const silentMs = Math.min(
    lastSuccessAt === null ? Infinity : since(lastSuccessAt, now),
    Date.now() - startedAt,
  );
  if (silentMs < SILENT_MS) return null;
  const silent = `reconcile has not succeeded for ${seconds(silentMs)} s`;
  if (!held)
    return `${silent}, and no worker is repairing; start a worker, or see why the running one does not poll`;
  if (failure !== null) {
    const next = NEXT_STEPS[failure.code] ?? ANY_OTHER;
    return `${silent}: its step ${failure.step} failed ${seconds(since(failure.at, now))} s ago (${failure.error}) and is tried again every 15 s; ${next}`;
  }
  const doing =
    step === null
      ? 'a pass begins'
      : `its step ${step} has been running for ${seconds(since(stepSince ?? now, now))} s`;
  return `${silent}: ${doing}; a large backlog takes several minutes, else see whether Temporal or Postgres is overloaded`;
}

function since(instant: string, now: string): number {
  return Date.parse(now) - Date.parse(instant);
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
