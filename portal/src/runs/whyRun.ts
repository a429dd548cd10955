// The "why" line of a run: one sentence that an operator can act on, from what the row says.
import { formatCount } from '../numbers/formatNumber.ts';
import type { ExecutionRow as Execution } from '../../../src/contract/execution.ts';
import { attemptsInWords, attemptsMade } from './attemptsInWords.ts';
import { sentenceOf, type Sentence } from './sentence.ts';
import { withoutCode } from './withoutCode.ts';

export function whyRun(execution: Execution): Sentence {
  const { status } = execution;
  if (status === 'queued') return whyQueued(execution);
  if (status === 'running') return whyRunning(execution);
  if (status === 'completed') return whyCompleted(execution);
  if (status === 'failed') return ['Failed: ', ...whyFailed(execution)];
  if (status === 'cancelled') return ['Cancelled', ...whyCancelled(execution.reason)];
  return [status === 'skipped' ? 'Skipped: ' : 'Missed: ', ...whyNotRun(execution.reason)];
}

function whyNotRun(reason: string | null): Sentence {
  if (reason === null) return ['no reason was recorded'];
  const sentence = withoutCode(reason);
  const holder = /^execution (?<id>\S+), due at (?<at>\S+), was still (?<status>\w+)(?<more>.*)$/su.exec(
    sentence,
  )?.groups;
  if (holder) {
    return [
      { executionId: holder['id'] ?? '', words: 'the run' },
      ' due at ',
      { at: holder['at'] ?? '' },
      holder['status'] === 'running' ? ' was still going' : ' was still waiting to begin',
      ...sentenceOf(holder['more'] ?? ''),
    ];
  }
  return sentenceOf(sentence);
}

function whyCancelled(reason: string | null): Sentence {
  if (reason === null) return [': no reason was recorded'];
  const by = /^cancelled by (?<rest>.*)$/su.exec(reason)?.groups?.['rest'];
  return by === undefined ? [': ', ...whyNotRun(reason)] : [' by ', ...whyNotRun(by)];
}

function whyQueued({ reason, awaits, queued_at: queuedAt, scheduled_for: due }: Execution): Sentence {
  if (awaits === 'instant' && due !== null) return ['Planned for ', { at: due }];
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
      ...(reason === null ? [] : [': ', ...whyNotRun(reason)]),
    ];
  }
  const last = attempts.at(-1);
  if (last === undefined) return ['Running: the call is about to be made'];
  if (last.ended_at !== undefined) {
    return [`Running: attempt ${last.attempt} did not succeed, another one follows. `, ...said(last.error)];
  }
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
