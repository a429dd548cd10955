// The server's sentences are for people who read rows. Whatever they say, the portal says the same.
import { expect, test } from 'vitest';
import { ExecutionStatus } from '../../../../src/contract/executions.ts';
import { ALL_REASONS, AN_INSTANT, OTHER_RUN } from '../../../../src/contract/reasons.fixture.ts';
import type { ReasonCode } from '../../../../src/contract/reasons.ts';
import { aCause } from '../../live/jobSummary.fixture.ts';
import { anAttempt, anExecution } from '../execution.fixture.ts';
import { attemptCount } from './attemptsInWords.ts';
import { causeInWords } from './causeInWords.ts';
import { timeline } from './timeline.ts';
import { whyInRow } from './whyInRow.ts';
import { wholeSentence, whyRun } from './whyRun.ts';

/** All that is said of a row, when its sentences are these. */
function said(code: ReasonCode, details: Record<string, unknown>, sentence: string) {
  const attempt = {
    class: 'failed',
    code: 'answered',
    http_status: 503,
    said: 'the pool is exhausted',
  } as const;
  return ExecutionStatus.options.map((status) => {
    const run = anExecution({
      status,
      reason: sentence,
      reason_code: code,
      reason_details: details,
      error_message: status === 'failed' ? sentence : null,
      attempts: [1, 2].map((number) =>
        anAttempt({ attempt: number, ended_at: AN_INSTANT, error: sentence, ...attempt }),
      ),
      attempts_allowed: 2,
      cancel_requested_at: status === 'cancelled' ? AN_INSTANT : null,
      late_report: {
        at: AN_INSTANT,
        attempt: 1,
        class: 'succeeded',
        message: null,
        itemsProcessed: 1,
        itemsSucceeded: 1,
        itemsFailed: 0,
        countedAs: 'stuck',
        sentence,
      },
    });
    const { steps } = timeline(run, Date.parse(AN_INSTANT));
    return [
      wholeSentence(whyRun(run)),
      whyInRow(run),
      attemptCount(run),
      causeInWords(
        aCause({ reasonCode: code, reasonDetails: details, attemptCode: 'stuck', limitSeconds: 15 }),
        sentence,
      ),
      // The words of the attempt itself are the server's, and shown as they are.
      steps.map((step) => (step.kind === 'attempt' ? { ...step, error: null } : step)),
    ];
  });
}

test.each(ALL_REASONS)('$code $details', ({ code, details }) => {
  const words = said(
    code,
    details,
    `overlap: execution ${OTHER_RUN}, due at ${AN_INSTANT}, was still running`,
  );
  expect(said(code, details, 'etwas ganz anderes (attempt 7 of 9)')).toEqual(words);
  expect(JSON.stringify(words)).not.toMatch(/undefined|NaN|"reason_|null s|etwas|overlap:/);
});

test('runs are links and instants are instants', () => {
  const linked = ALL_REASONS.filter(({ details }) => 'executionId' in details);
  expect(linked.length).toBeGreaterThan(2);
  for (const { code, details } of linked) {
    const run = anExecution({ status: 'skipped', reason_code: code, reason_details: details });
    expect(whyRun(run).parts).toContainEqual(expect.objectContaining({ executionId: OTHER_RUN }));
  }
  const timed = ALL_REASONS.filter(({ details }) => Object.values(details).includes(AN_INSTANT));
  for (const { code, details } of timed) {
    const run = anExecution({ status: 'missed', reason_code: code, reason_details: details });
    expect(whyRun(run).parts).toContainEqual({ at: AN_INSTANT });
  }
});
