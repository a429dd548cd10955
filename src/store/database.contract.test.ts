// What every adapter of the Database port must do, over the one of the project that runs this (vitest.config.ts).
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { accessDatabase, type DatabaseAccess } from '../../test/support/databaseAdapter.ts';
import { registration } from '../../test/support/seedDatabase.ts';
import type { TestDatabase } from '../../test/support/createDatabase.ts';
import { createTestDatabase } from '../../test/support/testDatabase.ts';
import { errorMessage } from '../domain/errors.ts';
import { parseExactJson } from '../json/exactJson.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable, type Database } from './database.ts';

/** The error of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  expect(outcome).toHaveProperty('error');
  return 'error' in outcome ? outcome.error : undefined;
}

const COUNTED = { count: expect.any(Number), pending: expect.any(Number) };

describe(`the adapter for ${inject('databaseAdapter')}`, () => {
  let testDatabase: TestDatabase;
  let access: DatabaseAccess;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createTestDatabase();
    access = await accessDatabase(testDatabase.url);
    database = access.open();
  });
  afterAll(async () => {
    await database.close();
    await access.stop();
    await testDatabase.drop();
  });

  it('gives JSON and takes JSON', async () => {
    expect(await database.call('count_jobs', {})).toEqual({ count: 0, pending: 0 });
  });

  it('turns a refusal into its SQLSTATE, sentence and details', async () => {
    const error = await failure(database.call('get_job', { jobName: 'nope' }));
    expect(error).toBeInstanceOf(DatabaseRefusal);
    expect(error).toMatchObject({
      sqlState: 'SJ001',
      message: 'job "nope" is not registered',
      details: { jobName: 'nope' },
    });
  });

  it('leaves no error of a refusal in the log: its transaction ends like any other', async () => {
    const watcher = new Client({ connectionString: testDatabase.url });
    await watcher.connect();
    const count = async (what: string) =>
      Number(
        (
          await watcher.query<{ count: string }>(`select ${what} as count from pg_stat_database
        where datname = current_database()`)
        ).rows[0]!.count,
      );
    const connections = await count('numbackends');
    const before = await count('xact_rollback');
    const otherAccess = await accessDatabase(testDatabase.url);
    const other = otherAccess.open();
    for (let call = 0; call < 5; call += 1) {
      expect(await failure(other.call('get_job', { jobName: 'nope' }))).toBeInstanceOf(DatabaseRefusal);
    }
    await other.close();
    await otherAccess.stop();
    // A connection's counters are there when it has gone.
    await expect.poll(() => count('numbackends')).toBe(connections);
    expect(await count('xact_rollback')).toBe(before);
    await watcher.end();
  });

  it('says that an unknown function is a fault, which no repeat mends', async () => {
    const error = await failure(database.call('no_such_function', {}));
    expect(error).toBeInstanceOf(DatabaseFault);
    expect(error).toMatchObject({ sqlState: '42883' });
  });

  it("passes on the SQLSTATE and sentence of the database's own errors", async () => {
    const error = await failure(database.call('get_execution', { executionId: 'no-uuid' }));
    expect(error).toBeInstanceOf(DatabaseFault);
    expect(error).toMatchObject({ sqlState: '22P02' });
    expect(errorMessage(error)).toContain('invalid input syntax for type uuid: "no-uuid"');
  });

  it('keeps every digit of a number, in both directions, and the milliseconds of instants', async () => {
    const digits = ['9007199254740993', '-0.12345678901234567890', '18446744073709551616'];
    const config = parseExactJson(`{"numbers":[${digits.join()}],"__proto__":{"pi":3.14159265358979323846}}`);
    await database.call('register_job', { ...registration('digits'), config });
    const answer = await database.call('get_job', { jobName: 'digits' });
    const { job } = answer as { job: { config: object; createdAt: string } };
    expect(JSON.stringify(job.config)).toContain(`"numbers":[${digits.join()}]`);
    expect(JSON.stringify(job.config)).toContain('"__proto__":{"pi":3.14159265358979323846}');
    expect(job.createdAt).toMatch(/T\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('gives lists whole, also beyond 1,000 entries', async () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `many-${index}`);
    const answer = await database.call('change_jobs', { names, action: 'disable', actor: 'test' });
    const { results } = answer as { results: { name: string; code: string }[] };
    expect(new Set(results.map(({ name }) => name))).toEqual(new Set(names));
  });

  it('gives up on a call that waits longer than 5 s, and works on', async () => {
    const blocker = new Client({ connectionString: testDatabase.url });
    await blocker.connect();
    await blocker.query('begin; lock table public.reconcile_lease in access exclusive mode');
    const error = await failure(database.call('hold_reconcile_lease', { holder: 'x', seconds: 1 }));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    await blocker.query('rollback');
    await blocker.end();
    expect(await database.call('hold_reconcile_lease', { holder: 'x', seconds: 1 })).toEqual({
      held: true,
    });
  });

  it('recovers when the server ends its connections', async () => {
    const admin = new Client({ connectionString: testDatabase.url });
    await admin.connect();
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await admin.end();
    await expect
      .poll(() => database.call('count_jobs', {}).catch((error: unknown) => error))
      .toEqual(COUNTED);
  });

  it('says that a database which takes no writes is unavailable, and reads on', async () => {
    const admin = new Client({ connectionString: testDatabase.url });
    await admin.connect();
    const setReadOnly = async (readOnly: boolean) => {
      const name = new URL(testDatabase.url).pathname.slice(1);
      await admin.query(`alter database ${name} set default_transaction_read_only = ${String(readOnly)}`);
    };
    await setReadOnly(true);
    const readOnlyAccess = await accessDatabase(testDatabase.url);
    const readOnly = readOnlyAccess.open();
    const error = await failure(readOnly.call('probe_writes', {}));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(error).toMatchObject({ message: 'the database takes no writes (probe_writes)' });
    expect(await readOnly.call('count_jobs', {})).toEqual(COUNTED);
    await readOnly.close();
    await readOnlyAccess.stop();
    await admin.query('set default_transaction_read_only = false');
    await setReadOnly(false);
    await admin.end();
    expect(await database.call('probe_writes', {})).toEqual({});
  });

  it('says unavailable when nobody listens', async () => {
    const nowhere = await access.openNowhere();
    const error = await failure(nowhere.call('count_jobs', {}));
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    await nowhere.close();
  });
});
