// A migrated database of one test file's own, copied from the template that globalSetup made.
import { inject } from 'vitest';
import { createDatabase, TEMPLATE_DATABASE, type TestDatabase } from './createDatabase.ts';
import { runSql } from './runSql.ts';
import { PROJECT_OWNER, SUPABASE_DEFAULTS } from './supabaseRoles.ts';

export function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('databaseAdminUrl'), `template ${TEMPLATE_DATABASE}`);
}

/** Without the migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('databaseAdminUrl'));
}

/** Empty, as in a new project of Supabase; the address is its owner's. */
export async function createProjectDatabase(): Promise<TestDatabase> {
  const { name, password } = PROJECT_OWNER;
  const { url, drop } = await createDatabase(inject('databaseAdminUrl'), `owner ${name}`);
  const ofOwner = new URL(url);
  ofOwner.username = name;
  ofOwner.password = password;
  await runSql(ofOwner.href, SUPABASE_DEFAULTS);
  return { url: ofOwner.href, drop };
}
