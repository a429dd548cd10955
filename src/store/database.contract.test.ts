// What every adapter of the Database port must do, over each of them.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/testDatabase.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable, type Database } from './database.ts';
import { createPgDatabase } from './pgDatabase.ts';

/** The error of a call that must fail. */
async function failure(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  expect(outcome).toHaveProperty('error');
  return 'error' in outcome ? outcome.error : undefined;
}

describe.each([['pg', (url: string) => createPgDatabase(url, () => undefined)]])(
  '%s adapter',
  (_name, open) => {
    let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
    let database: Database;

    beforeAll(async () => {
      testDatabase = await createTestDatabase();
      database = open(testDatabase.url);
    });
    afterAll(async () => {
      await database.close();
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

    it('says that an unknown function is a fault, which no repeat mends', async () => {
      const error = await failure(database.call('no_such_function', {}));
      expect(error).toBeInstanceOf(DatabaseFault);
      expect(error).toMatchObject({ sqlState: '42883' });
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
        .toEqual({ count: 0, pending: 0 });
    });

    it('says unavailable when nobody listens', async () => {
      const nowhere = open('postgres://postgres@127.0.0.1:1/none');
      const error = await failure(nowhere.call('count_jobs', {}));
      expect(error).toBeInstanceOf(DatabaseUnavailable);
      await nowhere.close();
    });
  },
);

describe('the database itself', () => {
  it('lets nobody but its owner and service_role reach a table or function of ours', async () => {
    const { url, drop } = await createTestDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    const open = await client.query(`
      select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname in ('public', 'scheduler_internal') and has_function_privilege('public', p.oid, 'execute')
      union all
      select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r'
        and (not c.relrowsecurity or has_table_privilege('public', c.oid, 'select, insert, update, delete, truncate'))
      union all
      select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where n.nspname = 'public' and (not p.prosecdef or p.proconfig is null
        or pg_get_function_identity_arguments(p.oid) <> 'args jsonb' or p.prorettype <> 'jsonb'::regtype)`);
    await client.end();
    await drop();
    expect(open.rows).toEqual([]);
  });
});
