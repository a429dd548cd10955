// `npm run db:migration -- <topic>`: writes the next file of supabase/migrations from its difference to
// supabase/schemas. Both are built in an embedded Postgres of its own and compared.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { Client } from 'pg';
import packageJson from '../../package.json' with { type: 'json' };
import { startPostgres } from '../postgres/startPostgres.ts';
import { readCatalog, type Catalog } from './catalog.ts';
import { migrationFor } from './migrationFor.ts';
import {
  CODE_VERSION_FILE,
  functionTexts,
  MIGRATIONS,
  readSchema,
  sqlFiles,
  withCodeVersion,
} from './schemaFiles.ts';

/** The first migration keeps its name when it is made anew, which it may be until the first release. */
const FIRST = '20261125150000';

/** As in the schema: a function may come before those that it calls. */
const START = 'set check_function_bodies = off;';
const END = `select scheduler_internal.restrict_functions();\nnotify pgrst, 'reload schema';\n`;

async function writeMigration(topic: string): Promise<string> {
  const before = readFileSync(CODE_VERSION_FILE, 'utf8');
  writeFileSync(CODE_VERSION_FILE, withCodeVersion(before, packageJson.version));
  const schema = readSchema();
  const existing = sqlFiles(MIGRATIONS);
  const version = existing.length === 0 ? FIRST : timestamp(new Date());
  const path = join(MIGRATIONS, `${version}_${topic}.sql`);
  if (existing.length === 0) {
    await catalogs([], schema);
    writeFileSync(path, schema);
    return `${path}: the whole schema.`;
  }
  const [migrated, wanted] = await catalogs(
    existing.map((file) => readFileSync(join(MIGRATIONS, file), 'utf8')),
    schema,
  );
  const { sql, byHand } = migrationFor(migrated, wanted, functionTexts(schema));
  if (sql === '' && byHand.length === 0) return 'No difference: the migrations make what the schemas say.';
  const open = byHand.map((line) => `-- TODO ${line.replaceAll('\n', '\n--   ')}`);
  writeFileSync(path, [START, ...open, sql, END].filter((part) => part !== '').join('\n\n'));
  const left = byHand.length === 0 ? '' : '\nFor you to write, where the TODO lines stand:\n';
  return `${path}${left}${byHand.join('\n')}`;
}

/** What the migrations make, and what the schema makes. */
async function catalogs(migrations: string[], schema: string): Promise<[Catalog, Catalog]> {
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-schema-'));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(folder, 0o711);
  const port = await getPort({ host: '127.0.0.1' });
  const server = await startPostgres({ folder, port, settings: ['fsync=off'] });
  try {
    return [
      await catalogOf(server.databaseUrl, 'migrated', migrations),
      await catalogOf(server.databaseUrl, 'wanted', [schema]),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function catalogOf(adminUrl: string, name: string, sql: string[]): Promise<Catalog> {
  await withClient(adminUrl, (admin) => admin.query(`create database ${name}`));
  const url = new URL(adminUrl);
  url.pathname = name;
  return withClient(url.href, async (client) => {
    for (const text of sql) await client.query(text);
    return readCatalog(client);
  });
}

async function withClient<T>(url: string, use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** 20261125150000, as the Supabase CLI names its migrations. */
function timestamp(now: Date): string {
  return now.toISOString().replace(/\D/g, '').slice(0, 14);
}

const topic = process.argv[2];
if (topic !== undefined && /^[a-z][a-z0-9_]*$/.test(topic)) {
  console.log(await writeMigration(topic));
} else {
  console.error('Name the change in a few words of a-z, 0-9 and _: npm run db:migration -- begin_by_tags');
  process.exitCode = 1;
}
