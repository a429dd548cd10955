// Who may reach what in the database, as the catalogue says it. test/supabase/roles.test.ts asks the REST server.
import { Client } from 'pg';
import { expect, it } from 'vitest';
import { createProjectDatabase, createTestDatabase } from '../../test/support/testDatabase.ts';
import { migrate } from './migrate.ts';

it('is set up by an owner who is no superuser, and gives the roles of a REST gateway nothing of ours but functions, and those to service_role alone', async () => {
  const { url, drop } = await createProjectDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
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
