// `npm run migrate`: applies supabase/migrations to MIGRATION_DATABASE_URL, else DATABASE_URL, in order, each in a transaction,
// recorded where the Supabase CLI records its own, so that either tool may be used.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadEnvFile } from '../envFile.ts';
import { migrationFiles, MIGRATIONS, PreReleaseDatabase, type MigrationFile } from './schemaVersion.ts';

/**
 * Applies what is missing, `upTo` a migration or all; resolves to the names of the migrations applied.
 * @throws PreReleaseDatabase, having applied nothing
 */
export async function migrate(databaseUrl: string, upTo = '99999999999999'): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('scheduler-service migrations', 0))`);
    await client.query(`
      create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`);
    const missing = (await missingMigrations(client)).filter(({ version }) => version <= upTo);
    for (const { version, name, file } of missing) {
      const sql = await readSql(file);
      await client.query('begin');
      try {
        await client.query(sql);
        await client.query('insert into supabase_migrations.schema_migrations values ($1, $2, $3)', [
          version,
          [sql],
          name,
        ]);
        await client.query('commit');
      } catch (cause) {
        throw new Error(`migration ${file} failed; the database is as before it`, { cause });
      }
    }
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function missingMigrations(client: Client): Promise<MigrationFile[]> {
  const { rows } = await client.query<{ version: string; sql: string | null }>(`
    select version, case when cardinality(statements) = 1 then statements[1] end as sql
    from supabase_migrations.schema_migrations`);
  const applied = new Map(rows.map(({ version, sql }) => [version, sql]));
  const files = await migrationFiles();
  const missing = files.filter(({ version }) => !applied.has(version));
  if (missing.includes(files[0])) {
    const { rows: tables } = await client.query(`select from pg_tables where tablename = 'scheduled_jobs'
      and schemaname = 'public'`);
    if (tables.length > 0) throw new PreReleaseDatabase();
  }
  // The Supabase CLI splits a migration into its statements; `migrate` records it as it is. Before the first release
  // a migration may be written anew.
  for (const { version, file } of files) {
    const sql = applied.get(version);
    if (sql && sql !== (await readSql(file))) throw new PreReleaseDatabase();
  }
  return missing;
}

function readSql(file: string): Promise<string> {
  return readFile(join(MIGRATIONS, file), 'utf8');
}

if (import.meta.main) {
  loadEnvFile();
  const url = process.env['MIGRATION_DATABASE_URL'] || process.env['DATABASE_URL'];
  if (!url) {
    throw new Error('set MIGRATION_DATABASE_URL or DATABASE_URL to the Postgres database to migrate');
  }
  try {
    const applied = await migrate(url);
    console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
  } catch (error) {
    if (!(error instanceof PreReleaseDatabase)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
