import { Client } from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TestDatabase } from '../../test/support/createDatabase.ts';
import { createEmptyDatabase, createTestDatabase } from '../../test/support/testDatabase.ts';
import { migrate } from './migrate.ts';
import { migrationFiles } from './schemaVersion.ts';

const PRE_RELEASE = {
  code: 'DATABASE_OF_PRE_RELEASE',
  message: expect.stringMatching(/delete the data folder .* or drop/),
};
let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  database = await createEmptyDatabase();
  client = await connect(database.url);
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

it('applies all migrations once, whoever else keeps theirs beside them', async () => {
  await recordVersion('20200101000000');
  const names = (await migrationFiles()).map(({ name }) => name);
  expect(await migrate(database.url)).toEqual(names);
  expect(await migrate(database.url)).toEqual([]);
});

it('applies each of them in a session of its own, as to a database that has those before it', async () => {
  for (const { version } of await migrationFiles()) {
    await migrate(database.url, version);
    const { rows } = await client.query(
      'select max(version) as version from supabase_migrations.schema_migrations',
    );
    expect(rows).toEqual([{ version }]);
  }
});

it('leaves a database of a pre-release alone and says to make a new one', async () => {
  await recordVersion('20261123090000');
  await client.query('create table public.scheduled_jobs (id uuid primary key)');
  await expect(migrate(database.url)).rejects.toMatchObject(PRE_RELEASE);
  const { rows } = await client.query(`select version from supabase_migrations.schema_migrations`);
  expect(rows).toEqual([{ version: '20261123090000' }]);
  expect(await schemas()).not.toContain('scheduler_internal');
});

it('takes a migration that reads otherwise now for one of a pre-release', async () => {
  const other = await createTestDatabase();
  const otherClient = await connect(other.url);
  await otherClient.query(`update supabase_migrations.schema_migrations set statements = array['select 1']`);
  await expect(migrate(other.url)).rejects.toMatchObject(PRE_RELEASE);
  // As the Supabase CLI records it.
  await otherClient.query(
    `update supabase_migrations.schema_migrations set statements = array['select 1', 'select 2']`,
  );
  expect(await migrate(other.url)).toEqual([]);
  await otherClient.end();
  await other.drop();
});

async function recordVersion(version: string) {
  await client.query(`create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`);
  await client.query(`insert into supabase_migrations.schema_migrations (version) values ($1)`, [version]);
}

async function schemas() {
  const { rows } = await client.query<{ nspname: string }>('select nspname from pg_namespace');
  return rows.map(({ nspname }) => nspname);
}

async function connect(url: string) {
  const connected = new Client({ connectionString: url });
  await connected.connect();
  return connected;
}
