// The "why" line of a run: its outcome, and a sentence that an operator can act on, from what the row says.
import { formatCount } from '../../shared/format/formatNumber.ts';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { attemptsInWords, attemptsMade } from './attemptsInWords.ts';
import { causeInWords, causeOf } from './causeInWords.ts';
import { lateReportInWords } from './lateReportInWords.ts';
import { reasonInWords, reasonOf } from './reasonInWords.ts';
import type { Sentence } from './sentence.ts';

/** `parts` stand alone beside the outcome, or after it and `joint`. */
export interface Why {
  outcome: string;
  joint: ': ' | ', ' | ' ';
  parts: Sentence;
}

export function whyRun(execution: Execution): Why {
  switch (execution.status) {
    case 'queued':
      return whyQueued(execution);
    case 'running':
      return whyRunning(execution);
    case 'completed':
      return whyCompleted(execution);
    case 'failed':
      return { outcome: 'Failed', joint: ': ', parts: whyFailed(execution) };
    case 'cancelled':
      return whyCancelled(execution);
    case 'skipped':
      return whySkipped(execution);
    default:
      return { outcome: 'Missed', joint: ': ', parts: reasonInWords(reasonOfRun(execution)) };
  }
}

/** Where no outcome stands beside it. */
export function wholeSentence({ outcome, joint, parts }: Why): Sentence {
  return parts.length === 0 ? [outcome] : [`${outcome}${joint}`, ...parts];
}

/** A person skips what is still to come, so the row is older than the instant it is about. */
function whySkipped(execution: Execution): Why {
  const { scheduled_for: due, completed_at: decided, reason_code: code } = execution;
  const isAhead = due !== null && decided !== null && Date.parse(due) > Date.parse(decided);
  const which: Sentence = isAhead ? [' (the run due at ', { at: due }, ')'] : [];
  return {
    outcome: 'Skipped',
    joint: code === 'skipped' ? ' ' : ': ',
    parts: [...reasonInWords(reasonOfRun(execution)), ...which],
  };
}

function whyCancelled(execution: Execution): Why {
  return {
    outcome: 'Cancelled',
    joint: execution.reason_code === 'cancelled' ? ' ' : ': ',
    parts: [...reasonInWords(reasonOfRun(execution)), ...afterwards(execution)],
  };
}

function whyQueued(execution: Execution): Why {
  const { awaits, planned, queued_at: queuedAt, scheduled_for: due } = execution;
  if (planned && due !== null) return { outcome: 'Planned', joint: ' ', parts: ['for ', { at: due }] };
  const waiting = { outcome: 'Waiting', joint: ' ' } as const;
  if (awaits === 'turn') return { ...waiting, parts: ['for its turn in a backfill'] };
  const reason = reasonOfRun(execution);
  if (reason !== null) return { ...waiting, joint: ': ', parts: reasonInWords(reason) };
  return queuedAt === null
    ? { ...waiting, parts: ['for a worker to begin it'] }
    : { ...waiting, parts: ['for a worker to begin it, since ', { at: queuedAt }] };
}

function whyRunning(execution: Execution): Why {
  const { cancel_requested_at: cancelledAt, cancel_requested_by: by, service, attempts } = execution;
  if (cancelledAt !== null) {
    return {
      outcome: 'Being cancelled',
      joint: ', ',
      parts: [`as ${by ?? 'somebody'} asked at `, { at: cancelledAt }, ...cancelReason(execution, ': ')],
    };
  }
  const running = { outcome: 'Running', joint: ': ' } as const;
  const last = attempts.at(-1);
  if (last === undefined) return { ...running, parts: ['the call is about to be made'] };
  if (last.ended_at !== undefined) return { ...running, parts: whyBetweenAttempts(last, execution) };
  const joint = last.attempt > 1 ? ', ' : ': ';
  const which = last.attempt > 1 ? `attempt ${last.attempt}: ` : '';
  return {
    ...running,
    joint,
    parts:
      last.accepted_at === undefined
        ? [`${which}${service} is at work since `, { at: last.started_at }]
        : [`${which}${service} took the work at `, { at: last.accepted_at }, ' and reports its end'],
  };
}

/** Of a run that gives way to a newer one that run, else what the person said. */
export function cancelReason(execution: Execution, before = ''): Sentence {
  const why = reasonOfRun(execution);
  if (why?.code === 'cancelled' && why.details.executionId !== undefined) {
    return [
      before,
      { executionId: why.details.executionId, words: 'another run' },
      ' of the same job is due',
    ];
  }
  return execution.cancel_reason === null ? [] : [`${before}${execution.cancel_reason}`];
}

/** The last attempt has ended and the run has not: how it ended decides what comes. */
function whyBetweenAttempts(last: Execution['attempts'][number], execution: Execution): Sentence {
  const { attempt, class: ended } = last;
  const cause = last.error == null ? [] : causeInWords(causeOf(execution), last.error);
  switch (ended) {
    case 'succeeded':
      return [`attempt ${attempt} succeeded, and its result is being written`];
    case 'cancelled':
      return [`attempt ${attempt} was cancelled, and the run is about to end`];
    case 'deferred':
      return [
        `${execution.service} asked to be called ${last.retry_after_ms == null ? 'later' : `again after ${formatDuration(last.retry_after_ms)}`}`,
      ];
    case 'not_delivered':
      return [`the call did not arrive; it is repeated until the start deadline. `, ...cause];
    case 'unknown':
      return [`what became of attempt ${attempt} is unknown; the retry rule decides. `, ...cause];
    case 'failed':
      return [`attempt ${attempt} failed; the retry rule decides whether another one follows. `, ...cause];
    default:
      return [`attempt ${attempt} has ended`];
  }
}

function whyCompleted(execution: Execution): Why {
  const { items_processed: items, items_failed: failed, items_succeeded: ok, attempts } = execution;
  const reason = reasonOfRun(execution);
  if (reason !== null) return { outcome: 'Completed', joint: ': ', parts: reasonInWords(reason) };
  const work =
    items === null || items === 0
      ? null
      : failed
        ? `${formatCount(ok ?? 0)} of ${formatCount(items)} items succeeded, ${formatCount(failed)} failed`
        : `${formatCount(items)} ${items === 1 ? 'item' : 'items'}, none failed`;
  const made = attemptsMade(attempts);
  const after = made > 1 ? `at attempt ${made}` : null;
  const note = attempts.at(-1)?.note;
  const done = [work, after].filter((part) => part !== null).join(', ');
  const kept = note === undefined ? '' : `Not all of its answer was kept: ${note}`;
  const words = [done, kept].filter((part) => part !== '').join('. ');
  return {
    outcome: 'Completed',
    joint: work === null && after !== null ? ', ' : ': ',
    parts: words === '' ? [] : [words],
  };
}

/** The same answer to every attempt is said once; else the error speaks. */
function whyFailed(execution: Execution): Sentence {
  const why = attemptsInWords(execution) ?? execution.error_message ?? 'no reason was recorded';
  return [why, ...afterwards(execution)];
}

function afterwards({ late_report: late, service }: Execution): Sentence {
  return late === null ? [] : ['. Later ', ...lateReportInWords(late, service)];
}

function reasonOfRun({ reason_code: code, reason_details: details }: Execution) {
  return reasonOf(code, details);
}
