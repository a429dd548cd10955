// `npm run migrate`: applies supabase/migrations to DATABASE_URL, in order, each in a transaction, recorded where the
// Supabase CLI records its own, so that either tool may be used.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { loadEnvFile } from '../envFile.ts';

const FOLDER = join(import.meta.dirname, '../../supabase/migrations');

/** The newest migration of this version of the code. */
export async function requiredSchemaVersion(): Promise<string> {
  return (await migrationFiles()).at(-1)!.version;
}

/** Applies what is missing; resolves to the names of the migrations applied. */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('scheduler-service migrations', 0))`);
    await client.query(`
      create schema if not exists supabase_migrations;
      create table if not exists supabase_migrations.schema_migrations (version text primary key, statements text[], name text)`);
    const { rows } = await client.query<{ version: string }>(
      'select version from supabase_migrations.schema_migrations',
    );
    const present = new Set(rows.map((row) => row.version));
    const missing = (await migrationFiles()).filter(({ version }) => !present.has(version));
    for (const { version, name, file } of missing) {
      const sql = await readFile(join(FOLDER, file), 'utf8');
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

async function migrationFiles(): Promise<{ version: string; name: string; file: string }[]> {
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith('.sql')).toSorted();
  return files.map((file) => {
    const [version = '', ...words] = file.replace(/\.sql$/, '').split('_');
    return { version, name: words.join('_'), file };
  });
}

if (import.meta.main) {
  loadEnvFile();
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('set DATABASE_URL to the Postgres database to migrate');
  const applied = await migrate(url);
  console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}.`);
}
