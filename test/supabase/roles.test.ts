// Who may reach what of the scheduler's over the REST server: asked with a real key of each role.
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startRestGateway, type RestGateway } from '../support/restGateway.ts';
import { registration } from '../support/seedDatabase.ts';
import type { TestDatabase } from '../support/createDatabase.ts';
import { createTestDatabase } from '../support/testDatabase.ts';

let database: TestDatabase;
let gateway: RestGateway;
let tables: string[];
let functions: string[];
beforeAll(async () => {
  database = await createTestDatabase();
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query('select public.register_job($1)', [registration('secret')]);
  // Somebody else's beside ours, so that a refusal is ours and not the gateway's.
  await sql.query(`
    create table public.notes (note text);
    insert into public.notes values ('for all');
    create function public.greet(name text) returns text language sql as $$ select 'hello ' || name $$`);
  const named = await sql.query<{ name: string; kind: string }>(`
    select c.relname as name, 'table' as kind from pg_class c
    where c.relnamespace in ('public'::regnamespace, 'scheduler_internal'::regnamespace)
      and c.relkind in ('r', 'v', 'm', 'S') and c.relname <> 'notes'
    union all
    select distinct p.proname, 'function' from pg_proc p
    where p.pronamespace in ('public'::regnamespace, 'scheduler_internal'::regnamespace) and p.proname <> 'greet'`);
  await sql.end();
  tables = named.rows.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  functions = named.rows.filter(({ kind }) => kind === 'function').map(({ name }) => name);
  gateway = await startRestGateway({ program: inject('restServer'), databaseUrl: database.url });
});
afterAll(async () => {
  await gateway.stop();
  await database.drop();
});

interface Answer {
  status: number;
  body: string;
}

/** @param role null = without a token */
async function ask(role: string | null, method: string, path: string, body?: object): Promise<Answer> {
  const token = role === null ? undefined : await gateway.keyOf(role);
  const response = await fetch(`${gateway.url}/rest/v1/${path}`, {
    method,
    headers: {
      apikey: token ?? (await gateway.keyOf('anon')),
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.text() };
}

const ROLES = ['anon', 'authenticated', 'service_role', null];

it.each(ROLES)('lets %s reach what belongs to others as before', async (role) => {
  expect(await ask(role, 'GET', 'notes')).toMatchObject({
    status: 200,
    body: expect.stringContaining('for all'),
  });
  expect(await ask(role, 'POST', 'rpc/greet', { name: 'you' })).toEqual({ status: 200, body: '"hello you"' });
});

it.each(ROLES)('shows %s no table of the scheduler, and changes none', async (role) => {
  expect(tables).toEqual(expect.arrayContaining(['job_schedules', 'scheduled_jobs', 'attempt_tokens']));
  for (const table of tables) {
    for (const [method, path, body] of [
      ['GET', table],
      ['POST', table, {}],
      ['PATCH', `${table}?job_name=eq.secret`, { job_name: 'other' }],
      ['DELETE', `${table}?job_name=eq.secret`],
    ] as const) {
      const { status, body: text } = await ask(role, method, path, body);
      expect([401, 403, 404], `${method} ${path}: ${text}`).toContain(status);
      expect(text).not.toContain('Seeded');
    }
  }
});

it.each(['anon', 'authenticated', null])('lets %s call no function of the scheduler', async (role) => {
  expect(functions.length).toBeGreaterThan(80);
  for (const name of functions) {
    const { status, body } = await ask(role, 'POST', `rpc/${name}`, { args: {} });
    expect([401, 403, 404], `${name}: ${body}`).toContain(status);
  }
  const call = { args: { function: 'get_job', args: { jobName: 'secret' } } };
  const answer = await ask(role, 'POST', 'rpc/answer_call', call);
  expect([401, 403]).toContain(answer.status);
  expect(answer.body).toContain('permission denied for function answer_call');
});

it('lets service_role call the functions in public, and none of their helpers', async () => {
  const call = { args: { function: 'get_job', args: { jobName: 'secret' } } };
  const answer = await ask('service_role', 'POST', 'rpc/answer_call', call);
  expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('Seeded') });
  const helper = await ask('service_role', 'POST', 'rpc/restrict_functions', {});
  expect(helper.status).toBe(404);
});

it('takes no key that another project has signed, that has expired or names another role', async () => {
  const key = await gateway.keyOf('service_role');
  const forged = `${key.slice(0, -4)}${key.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`;
  for (const authorization of [`Bearer ${forged}`, `Bearer ${await gateway.keyOf('postgres')}`]) {
    const { status } = await fetch(`${gateway.url}/rest/v1/rpc/answer_call`, {
      method: 'POST',
      headers: { apikey: key, authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ args: { function: 'count_jobs', args: {} } }),
    });
    expect([401, 403]).toContain(status);
  }
});
