// What a scheduler says that cannot work over its REST gateway.
import getPort from 'get-port';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { errorMessage } from '../../src/domain/errors.ts';
import { startScheduler } from '../../src/main.ts';
import { startRestGateway, type RestGateway } from '../support/restGateway.ts';
import type { TestDatabase } from '../support/createDatabase.ts';
import { createTestDatabase } from '../support/testDatabase.ts';
import { testLog } from '../support/testLog.ts';

let database: TestDatabase;
let gateway: RestGateway;
beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startRestGateway({ program: inject('restServer'), databaseUrl: database.url });
});
afterAll(async () => {
  await gateway.stop();
  await database.drop();
});

/** Why the start fails. */
async function startWith(environment: {
  SUPABASE_URL?: string;
  SUPABASE_SERVICE_KEY?: string;
}): Promise<string> {
  const config = loadConfig({
    SUPABASE_URL: gateway.url,
    SUPABASE_SERVICE_KEY: gateway.secretKey,
    NODE_ENV: 'test',
    ROLE: 'api',
    ...environment,
  });
  return startScheduler(config, testLog).then(
    async (scheduler) => {
      await scheduler.stop();
      return 'started';
    },
    (error: unknown) => errorMessage(error),
  );
}

it('says which key is needed when the gateway does not take this one', async () => {
  expect(await startWith({ SUPABASE_SERVICE_KEY: 'sb_secret_of_another_project' })).toMatch(
    /^cannot reach Postgres; check DATABASE_URL or SUPABASE_URL: .*is not accepted: set it to the secret key.*401 with "Invalid API key"/,
  );
  const key = await gateway.keyOf('service_role');
  expect(await startWith({ SUPABASE_SERVICE_KEY: `${key.slice(0, key.lastIndexOf('.'))}.AAAA` })).toMatch(
    /SUPABASE_SERVICE_KEY is not accepted/,
  );
});

it('says that the address is not a project', async () => {
  expect(await startWith({ SUPABASE_URL: `${gateway.url}/dashboard` })).toMatch(
    /SUPABASE_URL must be the https address of the project.*404 with "no Route matched/,
  );
  const nowhere = `http://127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
  expect(await startWith({ SUPABASE_URL: nowhere })).toMatch(
    /check DATABASE_URL or SUPABASE_URL: .*ECONNREFUSED/,
  );
});

it('says that the migrations are missing, and what to do when their grants are', async () => {
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query('revoke execute on function public.answer_call(jsonb) from service_role');
  expect(await startWith({})).toMatch(
    /may not call the functions .*select scheduler_internal.restrict_functions\(\)/,
  );
  await sql.query('select scheduler_internal.restrict_functions()');
  expect(await startWith({})).toBe('started');
  await sql.query('delete from supabase_migrations.schema_migrations');
  expect(await startWith({})).toMatch(
    /has schema none, and version \S+ needs migration \d+; run "npm run migrate"/,
  );
  await sql.query('drop function public.schema_version(jsonb)');
  expect(await startWith({})).toMatch(/^the database is not set up: .*run "npm run migrate"/);
  await sql.query('drop function public.answer_call(jsonb)');
  expect(await startWith({})).toMatch(/^the database is not set up: .*run "npm run migrate"/);
  await sql.end();
});
