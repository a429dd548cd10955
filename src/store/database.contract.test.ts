// What every adapter of the Database port must do, over each of them.
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmptyDatabase, createTestDatabase } from '../../test/support/testDatabase.ts';
import { DatabaseFault, DatabaseRefusal, DatabaseUnavailable, type Database } from './database.ts';
import { migrate } from './migrate.ts';
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
      const other = open(testDatabase.url);
      for (let call = 0; call < 5; call += 1) {
        expect(await failure(other.call('get_job', { jobName: 'nope' }))).toBeInstanceOf(DatabaseRefusal);
      }
      await other.close();
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

    it('says that a database which takes no writes is unavailable, and reads on', async () => {
      const admin = new Client({ connectionString: testDatabase.url });
      await admin.connect();
      const setReadOnly = async (readOnly: boolean) => {
        const name = new URL(testDatabase.url).pathname.slice(1);
        await admin.query(`alter database ${name} set default_transaction_read_only = ${String(readOnly)}`);
      };
      await setReadOnly(true);
      const readOnly = open(testDatabase.url);
      const error = await failure(readOnly.call('probe_writes', {}));
      expect(error).toBeInstanceOf(DatabaseUnavailable);
      expect(error).toMatchObject({ message: 'the database takes no writes (probe_writes)' });
      expect(await readOnly.call('count_jobs', {})).toEqual({ count: 0, pending: 0 });
      await readOnly.close();
      await admin.query('set default_transaction_read_only = false');
      await setReadOnly(false);
      await admin.end();
      expect(await database.call('probe_writes', {})).toEqual({});
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
  it('gives the roles of a REST gateway nothing of ours but functions, and those to service_role alone', async () => {
    const { url, drop } = await createEmptyDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    // As Supabase sets up every database.
    await client.query(`
      do $$ begin
        create role anon; create role authenticated; create role service_role;
      exception when duplicate_object then null;
      end $$;
      alter default privileges in schema public grant all on tables to anon, authenticated, service_role;
      alter default privileges in schema public grant all on sequences to anon, authenticated, service_role;
      alter default privileges in schema public grant all on functions to anon, authenticated, service_role`);
    await migrate(url);
    const granted = await client.query(`
      select grantee.rolname, c.relkind, c.relname as name, acl.privilege_type
      from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) acl
      join pg_roles grantee on grantee.oid = acl.grantee
      where n.nspname in ('public', 'scheduler_internal') and acl.grantee <> c.relowner
      union all
      select coalesce(grantee.rolname, 'public'), 'f', p.proname, acl.privilege_type
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace, aclexplode(p.proacl) acl
      left join pg_roles grantee on grantee.oid = acl.grantee
      where n.nspname in ('public', 'scheduler_internal') and acl.grantee <> p.proowner
        and (n.nspname <> 'public' or grantee.rolname is distinct from 'service_role')`);
    const callable = await client.query(
      `select has_function_privilege('service_role', 'public.register_job(jsonb)', 'execute') as may`,
    );
    await client.end();
    await drop();
    expect(granted.rows).toEqual([]);
    expect(callable.rows).toEqual([{ may: true }]);
  });

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

  it('answers under an owner whose name has to be quoted', async () => {
    const { url, drop } = await createTestDatabase();
    const client = new Client({ connectionString: url });
    await client.connect();
    await client.query(`begin; create role "Ops-1@example" superuser;
      alter function public.answer_call(jsonb) owner to "Ops-1@example";
      alter function public.count_jobs(jsonb) owner to "Ops-1@example"`);
    const { rows } = await client.query(
      `select public.answer_call('{"function": "count_jobs", "args": {}}') as answer`,
    );
    await client.query('rollback');
    await client.end();
    await drop();
    expect(rows).toEqual([{ answer: { count: 0, pending: 0 } }]);
  });
});
