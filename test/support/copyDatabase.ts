// A copy of a database file by file, as a backup of its disk, and the database put back to it.
import { Client } from 'pg';
import { inject } from 'vitest';

/** The copy's name. Nobody may use the database meanwhile; connections that do nothing are closed. */
export async function copyDatabase(databaseUrl: string): Promise<string> {
  const name = new URL(databaseUrl).pathname.slice(1);
  const copy = `${name}_backup`;
  await asAdmin(async (admin) => {
    await closeConnections(admin, name);
    await admin.query(`create database ${copy} template ${name}`);
  });
  return copy;
}

export async function restoreDatabase(databaseUrl: string, copy: string): Promise<void> {
  const name = new URL(databaseUrl).pathname.slice(1);
  await asAdmin(async (admin) => {
    await admin.query(`drop database ${name} with (force)`);
    await admin.query(`create database ${name} template ${copy}`);
  });
}

export async function dropCopy(copy: string): Promise<void> {
  await asAdmin((admin) => admin.query(`drop database if exists ${copy} with (force)`));
}

async function closeConnections(admin: Client, name: string): Promise<void> {
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
}

async function asAdmin(act: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: inject('databaseAdminUrl') });
  await admin.connect();
  try {
    await act(admin);
  } finally {
    await admin.end();
  }
}
