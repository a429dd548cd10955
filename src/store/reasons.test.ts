// Reasons in the database: the codes that it knows, and the sentences that it makes of them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import { AuditAction } from '../contract/audit.ts';
import { ALL_REASONS, AN_INSTANT, OTHER_RUN } from '../contract/reasons.fixture.ts';
import { REASONS, type Reason } from '../contract/reasons.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

async function sentence({ code, details }: { code: string; details: object }, error: string | null = null) {
  const { rows } = await opened.sql.query<{ sentence: string | null }>(
    'select scheduler_internal.reason_sentence($1, $2, $3) as sentence',
    [code, details, error],
  );
  return rows[0]!.sentence;
}

/** The texts that a check constraint lists. */
async function allowed(constraint: string): Promise<string[]> {
  const { rows } = await opened.sql.query<{ definition: string }>(
    'select pg_get_constraintdef(oid) as definition from pg_constraint where conname = $1',
    [constraint],
  );
  return [...rows[0]!.definition.matchAll(/'([^']+)'::text/g)].map(([, text]) => text!).toSorted();
}

it('knows the codes and actions of the contract, and no others', async () => {
  expect(await allowed('scheduled_jobs_reason_code_check')).toEqual(Object.keys(REASONS).toSorted());
  expect(await allowed('job_events_action_check')).toEqual(AuditAction.options.toSorted());
});

it.each(ALL_REASONS)('makes a sentence of $code $details', async ({ code, details }) => {
  const words = await sentence({ code, details }, 'mail answered HTTP 500');
  expect(words).toMatch(/^\S.*\S$/s);
  expect(words).not.toMatch(/null|\(\)|\s{2}|: *$|by *$/);
});

it('has no sentence for a code that it does not know', async () => {
  await expect(sentence({ code: 'no_such_code', details: {} })).rejects.toThrow('case not found');
});

it.each<[Reason, string]>([
  [
    { code: 'overlap', details: { executionId: OTHER_RUN, dueAt: AN_INSTANT, status: 'running' } },
    `overlap: execution ${OTHER_RUN}, due at ${AN_INSTANT}, was still running`,
  ],
  [{ code: 'overlap', details: {} }, 'overlap: another run of the job has not ended'],
  [{ code: 'service_paused', details: { service: 'mail' } }, 'service_paused: service mail was paused'],
  [
    { code: 'service_limit', details: { service: 'mail', limit: 2 } },
    'service_limit: service mail has 2 runs at once, its limit',
  ],
  [{ code: 'skipped', details: { by: 'ana', reason: 'holiday' } }, 'skipped by ana: holiday'],
  [
    { code: 'scheduler_down', details: {} },
    'scheduler_down: nothing started it in time, and the job does not catch up (catchup: none)',
  ],
  [
    { code: 'superseded', details: { nextAt: AN_INSTANT, zones: '2018a', outdatedUntil: AN_INSTANT } },
    `superseded: its Schedule had been compiled with other rules (zone data 2018a) until ${AN_INSTANT}, and the occurrence of ${AN_INSTANT} came after it (catchup: latest)`,
  ],
  [{ code: 'attempts_used', details: { attempts: 4, allowed: 4 } }, 'boom (attempt 4 of 4)'],
  [{ code: 'attempts_used', details: { attempts: 1, allowed: 1 } }, 'boom'],
  [
    { code: 'start_deadline', details: { tries: 7, seconds: 40 } },
    'boom. It was tried 7 times until its start deadline of 40 s',
  ],
  [{ code: 'start_deadline', details: { tries: 1, seconds: 0 } }, 'boom'],
])('says $0.code as "$1"', async (reason, words) => {
  expect(await sentence(reason, 'boom')).toBe(words);
});

it('ends the sentence of an error that ends as a question already', async () => {
  const reason: Reason = { code: 'start_deadline', details: { tries: 1, seconds: 1 } };
  expect(await sentence(reason, 'nobody is at http://mail:3000; is its address right?')).toBe(
    'nobody is at http://mail:3000; is its address right? It was tried once until its start deadline of 1 s',
  );
});

it('takes a sentence from nobody', async () => {
  await expect(opened.sql.query(`update scheduled_jobs set reason = 'because'`)).rejects.toThrow(
    /only be updated to DEFAULT/,
  );
});
