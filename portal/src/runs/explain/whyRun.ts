// The "why" line of a run: one sentence that an operator can act on, from what the row says.
import { formatCount } from '../../shared/format/formatNumber.ts';
import type { ExecutionRow as Execution } from '../../../../src/contract/executions.ts';
import { attemptsInWords, attemptsMade } from './attemptsInWords.ts';
import { reasonOf } from './reasonInWords.ts';
import { sentenceOf, type Sentence } from './sentence.ts';
import { withoutCode } from './withoutCode.ts';

export function whyRun(execution: Execution): Sentence {
  const { status } = execution;
  if (status === 'queued') return whyQueued(execution);
  if (status === 'running') return whyRunning(execution);
  if (status === 'completed') return whyCompleted(execution);
  if (status === 'failed') return ['Failed: ', ...whyFailed(execution)];
  if (status === 'cancelled') return ['Cancelled', ...whyCancelled(execution.reason)];
  return status === 'skipped' ? whySkipped(execution) : ['Missed: ', ...reasonOf(execution.reason)];
}

/** A person skips what is still to come, so the row is older than the instant it is about. */
function whySkipped({ reason, scheduled_for: due, completed_at: decided }: Execution): Sentence {
  const by = /^skipped by (?<rest>.*)$/su.exec(reason ?? '')?.groups?.['rest'];
  const isAhead = due !== null && decided !== null && Date.parse(due) > Date.parse(decided);
  const which: Sentence = isAhead ? [' (the run due at ', { at: due }, ')'] : [];
  return [
    ...(by === undefined ? ['Skipped: ', ...reasonOf(reason)] : ['Skipped by ', ...reasonOf(by)]),
    ...which,
  ];
}

function whyCancelled(reason: string | null): Sentence {
  if (reason === null) return [': no reason was recorded'];
  const by = /^cancelled by (?<rest>.*)$/su.exec(reason)?.groups?.['rest'];
  return by === undefined ? [': ', ...reasonOf(reason)] : [' by ', ...reasonOf(by)];
}

function whyQueued({
  reason,
  awaits,
  planned,
  queued_at: queuedAt,
  scheduled_for: due,
}: Execution): Sentence {
  if (planned && due !== null) return ['Planned for ', { at: due }];
  if (awaits === 'turn') return ['Waiting for its turn in a backfill'];
  if (reason !== null) return ['Waiting: ', ...sentenceOf(withoutCode(reason))];
  return queuedAt === null
    ? ['Waiting for a worker to begin it']
    : ['Waiting for a worker to begin it, since ', { at: queuedAt }];
}

function whyRunning(execution: Execution): Sentence {
  const { cancel_requested_by: by, cancel_reason: reason, service, attempts } = execution;
  if (execution.cancel_requested_at !== null) {
    return [
      `Being cancelled, as ${by ?? 'somebody'} asked at `,
      { at: execution.cancel_requested_at },
      ...(reason === null ? [] : [': ', ...reasonOf(reason)]),
    ];
  }
  const last = attempts.at(-1);
  if (last === undefined) return ['Running: the call is about to be made'];
  if (last.ended_at !== undefined) return ['Running: ', ...whyBetweenAttempts(last, service)];
  const which = last.attempt > 1 ? `, attempt ${last.attempt}` : '';
  if (last.accepted_at !== undefined) {
    return [
      `Running${which}: ${service} took the work at `,
      { at: last.accepted_at },
      ' and reports its end',
    ];
  }
  return [`Running${which}: ${service} is at work since `, { at: last.started_at }];
}

/** The last attempt has ended and the run has not: how it ended decides what comes. */
function whyBetweenAttempts(
  { attempt, class: ended, error }: Execution['attempts'][number],
  service: string,
): Sentence {
  switch (ended) {
    case 'succeeded':
      return [`attempt ${attempt} succeeded, and its result is being written`];
    case 'cancelled':
      return [`attempt ${attempt} was cancelled, and the run is about to end`];
    case 'deferred':
      return error == null ? [`${service} asked to be called later`] : sentenceOf(error);
    case 'not_delivered':
      return [`the call did not arrive; it is repeated until the start deadline. `, ...said(error)];
    case 'unknown':
      return [`what became of attempt ${attempt} is unknown; the retry rule decides. `, ...said(error)];
    case 'failed':
      return [
        `attempt ${attempt} failed; the retry rule decides whether another one follows. `,
        ...said(error),
      ];
    default:
      return [`attempt ${attempt} has ended`];
  }
}

function whyCompleted({
  items_processed: items,
  items_failed: failed,
  items_succeeded: ok,
  attempts,
}: Execution): Sentence {
  const work =
    items === null || items === 0
      ? ''
      : failed
        ? `: ${formatCount(ok ?? 0)} of ${formatCount(items)} items succeeded, ${formatCount(failed)} failed`
        : `: ${formatCount(items)} ${items === 1 ? 'item' : 'items'}, none failed`;
  const made = attemptsMade(attempts);
  const after = made > 1 ? `, at attempt ${made}` : '';
  const note = attempts.at(-1)?.note;
  return [`Completed${work}${after}${note === undefined ? '' : `. Not all of its answer was kept: ${note}`}`];
}

/** The same answer to every attempt is said once; anything else is the server's own sentence. */
function whyFailed(execution: Execution): Sentence {
  const { error_message: error, late_report: late } = execution;
  const repeated = attemptsInWords(execution);
  const why = repeated === null ? sentenceOf(error ?? 'no reason was recorded') : [repeated];
  return late === null ? why : [...why, '. Later ', ...sentenceOf(late.sentence)];
}

function said(error: string | null | undefined): Sentence {
  return error == null ? [] : sentenceOf(error);
}
