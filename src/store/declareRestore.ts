// `npm run restored`: tells a database that was restored to an earlier state that it was, before the scheduler starts on it again.
// What it knows nothing of is then explained instead of repeated (supabase/schemas/44_restore.sql).
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { z } from 'zod';
import { loadEnvFile } from '../envFile.ts';

const Declared = z.object({ from: z.string(), to: z.string(), ended: z.int() });

/** `from`: the instant of its state; the last pass of the repair loop in it without. `to`: until when it was away; now without. */
export async function declareRestore(
  databaseUrl: string,
  gap: { from?: string | undefined; to?: string | undefined } = {},
): Promise<z.infer<typeof Declared>> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query('select public.declare_restore($1) as declared', [gap]);
    return Declared.parse(rows[0]?.declared);
  } finally {
    await client.end();
  }
}

if (import.meta.main) {
  loadEnvFile();
  const url = process.env['MIGRATION_DATABASE_URL'] || process.env['DATABASE_URL'];
  if (!url) throw new Error('set DATABASE_URL to the Postgres database that was restored');
  const { values } = parseArgs({ options: { from: { type: 'string' }, to: { type: 'string' } } });
  const { from, to, ended } = await declareRestore(url, values);
  console.log(
    `What was due from ${from} to ${to} will not be started. ${ended} runs that were waiting or under way were ended, as their outcome is unknown. The scheduler may start now.`,
  );
}
