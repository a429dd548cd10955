// Databases on the test run's own Postgres.
import { randomBytes } from 'node:crypto';
import { runSql } from './runSql.ts';

/** Made by globalSetup, with all migrations. */
export const TEMPLATE_DATABASE = 'scheduler_template';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** @param like such as `template scheduler_template`; empty without it */
export async function createDatabase(adminUrl: string, like = ''): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runSql(adminUrl, `create database ${name} ${like}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return { url: url.href, drop: () => runSql(adminUrl, `drop database if exists ${name} with (force)`) };
}
