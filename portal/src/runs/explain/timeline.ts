// The steps of a run on one time axis: due → queued → attempts with the waits between them → finished.
import type { AttemptClass } from '../../../../src/contract/attempts.ts';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import type { Reason } from '../../../../src/contract/reasons.ts';
import { isFinished } from '../../shared/ui/status/isFinished.ts';
import { reasonOf } from './reasonInWords.ts';
import type { Sentence } from './sentence.ts';
import { cancelReason } from './whyRun.ts';

/** `toMs` null = still going on. Instants in ms since 1970. */
export type TimelineStep = { fromMs: number; toMs: number | null } & (
  | { kind: 'due' }
  /** `reason` is there only while the run waits; the database drops it when the run begins. */
  | { kind: 'queued'; reason: Reason | null; planned: boolean }
  | {
      kind: 'attempt';
      attempt: number;
      class: AttemptClass | null;
      httpStatus: number | null;
      error: string | null;
      /** When the service answered 202. */
      acceptedMs: number | null;
    }
  | { kind: 'waiting'; after: AttemptClass | null; retryAfterMs: number | null }
  | { kind: 'cancelRequested'; by: string | null; reason: Sentence }
  | { kind: 'finished'; status: Execution['status'] }
);

export interface Timeline {
  fromMs: number;
  toMs: number;
  steps: TimelineStep[];
}

export function timeline(execution: Execution, nowMs: number): Timeline {
  const due = ms(execution.scheduled_for);
  const queued = ms(execution.queued_at);
  const started = ms(execution.started_at);
  const ended = ms(execution.completed_at);
  const steps: TimelineStep[] = [];
  if (due !== null) steps.push({ kind: 'due', fromMs: due, toMs: due });
  if (queued !== null) {
    steps.push({
      kind: 'queued',
      fromMs: queued,
      toMs: started ?? ended,
      reason:
        execution.status === 'queued' ? reasonOf(execution.reason_code, execution.reason_details) : null,
      planned: execution.planned,
    });
  }
  steps.push(...attemptSteps(execution));
  const cancelled = ms(execution.cancel_requested_at);
  if (cancelled !== null) {
    steps.push({
      kind: 'cancelRequested',
      fromMs: cancelled,
      toMs: cancelled,
      by: execution.cancel_requested_by,
      reason: cancelReason(execution),
    });
  }
  if (ended !== null && isFinished(execution.status)) {
    steps.push({ kind: 'finished', fromMs: ended, toMs: ended, status: execution.status });
  }
  // What begins at the same instant stays in the order above.
  steps.sort((one, other) => one.fromMs - other.fromMs);
  const toMs = ended ?? Math.max(nowMs, ...steps.map((step) => step.fromMs));
  return { fromMs: Math.min(toMs, ...steps.map((step) => step.fromMs)), toMs, steps };
}

function attemptSteps(execution: Execution): TimelineStep[] {
  const { attempts, status, completed_at: completedAt, cancel_requested_at: cancelRequestedAt } = execution;
  return attempts.flatMap((made, index) => {
    const endedMs = ms(made.ended_at);
    const step: TimelineStep = {
      kind: 'attempt',
      fromMs: Date.parse(made.started_at),
      // A run that was ended around an attempt (by a repair) leaves it open.
      toMs: endedMs ?? ms(completedAt),
      attempt: made.attempt,
      class: made.class ?? null,
      httpStatus: made.http_status ?? null,
      error: made.error ?? null,
      acceptedMs: ms(made.accepted_at),
    };
    const next = attempts[index + 1];
    if (endedMs === null || (next === undefined && isFinished(status))) return [step];
    // Between the last attempt and the end of the run there is only the writing of the row.
    const isLast = made.class === 'succeeded' || made.class === 'cancelled' || cancelRequestedAt !== null;
    if (next === undefined && isLast) return [step];
    return [
      step,
      {
        kind: 'waiting',
        fromMs: endedMs,
        toMs: next === undefined ? null : Date.parse(next.started_at),
        after: made.class ?? null,
        retryAfterMs: made.retry_after_ms ?? null,
      },
    ];
  });
}

function ms(instant: string | null | undefined): number | null {
  return instant == null ? null : Date.parse(instant);
}
