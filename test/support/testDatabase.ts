// A migrated database of one test file's own, copied from the template that globalSetup made.
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { runSql } from './runSql.ts';

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

async function create(like: string): Promise<TestDatabase> {
  const adminUrl = inject('databaseAdminUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runSql(adminUrl, `create database ${name} ${like}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return { url: url.href, drop: () => runSql(adminUrl, `drop database if exists ${name} with (force)`) };
}
