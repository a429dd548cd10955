// Databases on the test run's own Postgres.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** Made by globalSetup, with all migrations. */
export const TEMPLATE_DATABASE = 'scheduler_template';

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A copy of the template, or an empty one. */
export async function createDatabase(adminUrl: string, template?: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await runAsAdmin(adminUrl, `create database ${name} ${template ? `template ${template}` : ''}`);
  const url = new URL(adminUrl);
  url.pathname = name;
  return { url: url.href, drop: () => runAsAdmin(adminUrl, `drop database if exists ${name} with (force)`) };
}

export async function runAsAdmin(adminUrl: string, statement: string): Promise<void> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(statement);
  } finally {
    await admin.end();
  }
}
