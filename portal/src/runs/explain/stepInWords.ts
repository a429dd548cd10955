// What a step of the timeline is called, and how it looks.
import type { AttemptClass } from '../../../../src/contract/attempts.ts';
import { STATUS_WORDS } from '../../shared/ui/status/vocabulary.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import type { TimelineStep } from './timeline.ts';

const ATTEMPT_ENDS: Record<AttemptClass, string> = {
  succeeded: 'succeeded',
  failed: 'failed',
  not_delivered: 'not delivered',
  deferred: 'asked to be called later',
  unknown: 'outcome unknown',
  cancelled: 'cancelled',
};

export function stepName(step: TimelineStep): string {
  switch (step.kind) {
    case 'due':
      return 'Due';
    case 'queued':
      return step.planned ? 'Planned' : 'Queued';
    case 'attempt':
      return `Attempt ${step.attempt}`;
    case 'waiting':
      return 'Waiting';
    case 'cancelRequested':
      return `Cancellation asked for${step.by === null ? '' : ` by ${step.by}`}`;
    default:
      return STATUS_WORDS[step.status];
  }
}

/** Beside the bar: how it ended, and how long it took or has taken so far; empty for what has no length. */
export function stepResult(step: TimelineStep, nowMs: number): string {
  const took = formatDuration((step.toMs ?? nowMs) - step.fromMs);
  switch (step.kind) {
    case 'queued':
      // A run that is planned waits for nothing but its instant.
      if (step.planned) return '';
      return step.toMs === null ? `for ${took}` : `waited ${took}`;
    case 'attempt': {
      if (step.class === null) return step.toMs === null ? `for ${took}` : `no end recorded, ${took}`;
      const status = step.httpStatus === null ? '' : `HTTP ${step.httpStatus}, `;
      return `${ATTEMPT_ENDS[step.class]}, ${status}${took}`;
    }
    case 'waiting':
      return step.toMs === null ? `for ${took} so far` : took;
    default:
      return '';
  }
}

/** Why the run waits between two attempts. */
export function waitingRule({ after, retryAfterMs }: Extract<TimelineStep, { kind: 'waiting' }>): string {
  if (after === 'deferred') {
    return retryAfterMs === null
      ? 'The service asked to be called later; that uses up no attempt.'
      : `The service asked to be called again after ${formatDuration(retryAfterMs)}; that uses up no attempt.`;
  }
  if (after === 'not_delivered') {
    return 'The call did not arrive: it is repeated until the start deadline, and uses up no attempt.';
  }
  if (after === 'unknown')
    return 'What became of the attempt is unknown. The next one is by the job’s retry rule.';
  return 'By the job’s retry rule.';
}

/** A status of the vocabulary, for its colour. */
export function stepStatus(step: TimelineStep): string {
  switch (step.kind) {
    case 'attempt':
      if (step.class === null) return 'running';
      if (step.class === 'succeeded') return 'completed';
      // No failure: it uses up no attempt.
      if (step.class === 'deferred') return 'queued';
      return step.class === 'cancelled' ? 'cancelled' : 'failed';
    case 'queued':
    case 'waiting':
      return 'queued';
    case 'finished':
      return step.status;
    case 'cancelRequested':
      return 'cancelled';
    default:
      return 'skipped';
  }
}
