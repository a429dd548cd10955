// Why a run waits, did not run, was cancelled or failed, from its code and details: runs become links, instants are shown in the
// chosen zone. The server's sentence is for those who read rows; it is not looked at here.
import type { Reason, ReasonCode, ReasonOf } from '../../../../src/contract/reasons.ts';
import { formatCount } from '../../shared/format/formatNumber.ts';
import type { Sentence } from './sentence.ts';

type Words = { [Code in ReasonCode]: (details: ReasonOf<Code>['details']) => Sentence };
type Missed = ReasonOf<'scheduler_down'>['details'];

const UNKNOWN_WORK = 'whether the service did the work is unknown: check there before running it again';

const WORDS: Words = {
  planned: ({ at }) => ['it runs at ', { at }],
  backfill: () => ['the runs before it in the backfill have not ended'],
  service_limit: ({ service, limit }) => [`service ${service} has ${limit} runs at once, its limit`],
  overlap: ({ executionId, dueAt, status }) =>
    executionId === undefined
      ? ['another run of the job has not ended']
      : [
          { executionId, words: 'the run' },
          ...(dueAt === undefined ? [] : [' due at ', { at: dueAt }]),
          status === 'queued' ? ' was still waiting to begin' : ' was still going',
        ],
  service_paused: ({ service, reason }) => [`service ${service} was paused${because(reason)}`],
  queue_full: ({ limit }) => [`${limit} runs of the job were waiting already`],
  disabled: () => ['the job was disabled'],
  paused: ({ until }) => ['the job was paused until ', { at: until }],
  skipped: byPerson,
  scheduler_down: (missed) => missedBecause(missed, [', and the job does not catch up']),
  schedule_outdated: (missed) => missedBecause(missed, [', and the job does not catch up']),
  catchup_passed: ({ lateSeconds, catchupSeconds, ...missed }) =>
    missedBecause(missed, [
      `; when that was found it was ${formatCount(lateSeconds)} s old, and the job catches up to ${formatCount(catchupSeconds)} s`,
    ]),
  // The one after it may have been missed, too: that it was due is all that is known of it here.
  superseded: ({ nextAt, ...missed }) =>
    missedBecause(missed, [
      '; when that was found, the one of ',
      { at: nextAt },
      ' was due as well, and the job makes up only the latest',
    ]),
  database_restored: ({ restoredTo, workflowStatus, count, from, to }) => [
    'the database was set back to ',
    ...(restoredTo === undefined ? ['an earlier state'] : ['its state of ', { at: restoredTo }]),
    workflowStatus === undefined
      ? `, and ${UNKNOWN_WORK}`
      : `, and had forgotten this run, which Temporal knows as ${workflowStatus}`,
    ...series({ count, from, to }),
  ],
  cancelled: ({ by, reason, executionId }) =>
    executionId === undefined
      ? byPerson({ by, reason })
      : [`by ${by}: `, { executionId, words: 'another run' }, ' of the same job was due'],
  newer_run: ({ executionId }) => [{ executionId, words: 'another run' }, ' of the same job came after it'],
  backfill_cancelled: (details) => ['with its backfill, ', ...byPerson(details)],
  job_deleted: () => ['the job was deleted'],
  workflow_cancelled: ({ message }) => [`its workflow was cancelled in Temporal (${message})`],
  attempts_used: ({ attempts, allowed }) => [`attempt ${attempts} of ${allowed} failed`],
  not_retryable: ({ httpStatus }) => [`HTTP ${httpStatus}, which another attempt would not change`],
  start_deadline: ({ tries, seconds }) => [
    `it was tried ${formatCount(tries)} times until its start deadline of ${formatCount(seconds)} s`,
  ],
  workflow_lost: ({ how, workflowStatus }) => [
    how === 'gone'
      ? 'its workflow is gone from Temporal'
      : `its workflow ${how === 'reset' ? 'was reset in Temporal, and ended there' : 'ended in Temporal'} as ${workflowStatus}`,
    ` before the run had finished; ${UNKNOWN_WORK}`,
  ],
  not_started: ({ seconds, error }) => [`it could not be started within ${formatCount(seconds)} s: ${error}`],
  ended_before_begin: ({ workflowStatus }) => [
    `its workflow ended in Temporal as ${workflowStatus} before the run began; trigger the job again`,
  ],
};

export function reasonInWords(reason: Reason | null): Sentence {
  if (reason === null) return ['no reason was recorded'];
  const words = WORDS[reason.code] as ((details: Reason['details']) => Sentence) | undefined;
  // A page that is older than the server may not know the code.
  return words?.(reason.details) ?? [reason.code];
}

/** Columns of a row, or fields of a summary. */
export function reasonOf(code: ReasonCode | null, details: object | null): Reason | null {
  return code === null ? null : ({ code, details: details ?? {} } as Reason);
}

function byPerson({ by, reason }: ReasonOf<'skipped'>['details']): Sentence {
  return [`by ${by}${because(reason)}`];
}

function because(reason: string | null | undefined): string {
  return reason ? `: ${reason}` : '';
}

function missedBecause({ zones, outdatedUntil, count, from, to }: Missed, consequence: Sentence): Sentence {
  return [
    ...(outdatedUntil === undefined
      ? ['nothing started it in time']
      : [
          `its Schedule had been compiled with other rules (zone data ${zones}) until `,
          { at: outdatedUntil },
        ]),
    ...consequence,
    ...series({ count, from, to }),
  ];
}

function series({ count, from, to }: Pick<Missed, 'count' | 'from' | 'to'>): Sentence {
  return count === undefined || from === undefined || to === undefined
    ? []
    : [`; this row stands for ${formatCount(count)} occurrences from `, { at: from }, ' to ', { at: to }];
}
