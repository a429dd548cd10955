// `npm run test:supabase-cli`: the migrations, applied by the Supabase CLI as it is. Not part of `npm test`: npx fetches the CLI,
// which is larger than everything else together.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { createSupabaseDatabase } from '../../../src/store/supabaseDatabase.ts';
import { migrate } from '../../../src/store/migrate.ts';
import { startRestGateway } from '../../support/restGateway.ts';
import type { TestDatabase } from '../../support/createDatabase.ts';
import { createProjectDatabase } from '../../support/testDatabase.ts';

const CLI = 'supabase@3.1.0';
const CHECKOUT = join(import.meta.dirname, '../../..');

let database: TestDatabase;
beforeEach(async () => {
  database = await createProjectDatabase();
});
afterEach(() => database.drop());

async function push(): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(
    'npx',
    ['--yes', CLI, 'db', 'push', '--yes', '--db-url', database.url],
    { cwd: CHECKOUT },
  );
  return stdout + stderr;
}

it('applies the migrations with config.toml as it is, and leaves nothing for npm run migrate', async () => {
  expect(await push()).toMatch(/Applying migration \d+_initial\.sql/);
  expect(await migrate(database.url)).toEqual([]);
  const gateway = await startRestGateway({ program: inject('restServer'), databaseUrl: database.url });
  const supabase = createSupabaseDatabase({ url: gateway.url, key: gateway.secretKey });
  expect(await supabase.call('count_jobs', {})).toEqual({ count: 0, pending: 0 });
  await supabase.close();
  await gateway.stop();
});

it('finds nothing to apply after npm run migrate', async () => {
  await migrate(database.url);
  expect(await push()).toContain('up to date');
});
