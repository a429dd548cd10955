// A migrated database of one test file's own, copied from the template that globalSetup made.
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { runSql } from './runSql.ts';
import { PROJECT_OWNER, SUPABASE_DEFAULTS } from './supabaseRoles.ts';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

export function createTestDatabase(): Promise<TestDatabase> {
  return create('template scheduler_template');
}

/** Without the migrations. */
export function createEmptyDatabase(): Promise<TestDatabase> {
  return create('');
}

/** Empty, as in a new project of Supabase; the address is its owner's. */
export async function createProjectDatabase(): Promise<TestDatabase> {
  const { name, password } = PROJECT_OWNER;
  const { url, drop } = await create(`owner ${name}`);
  const ofOwner = new URL(url);
  ofOwner.username = name;
  ofOwner.password = password;
  await runSql(ofOwner.href, SUPABASE_DEFAULTS);
  return { url: ofOwner.href, drop };
}

async function create(like: string): Promise<TestDatabase> {
  const adminUrl = inject('databaseAdminUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runSql(adminUrl, `create database ${name} ${like}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return { url: url.href, drop: () => runSql(adminUrl, `drop database if exists ${name} with (force)`) };
}
