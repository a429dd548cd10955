// A process and a database of another version: which goes on, which is refused, and what it says.
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../test/support/testStore.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { judgeSchema, migrationFiles, PreReleaseDatabase, type MigrationFile } from './schemaVersion.ts';
import { watchSchema } from './watchSchema.ts';

const MIGRATIONS: [MigrationFile, MigrationFile] = [
  { version: '20270101000000', name: 'initial', file: 'a.sql' },
  { version: '20270201000000', name: 'next', file: 'b.sql' },
];
const judge = (codeVersion: string, own = '1.4.2') =>
  judgeSchema({ version: '20270201000000', codeVersion, missing: [] }, MIGRATIONS, own);

it.each([
  ['1.4.2', 'current'],
  ['1.4.0', 'current'],
  ['1.3.9', 'current'],
  ['0.9.0', 'current'],
  ['1.4.3', 'newer'],
  ['1.5.0', 'newer'],
  ['1.5.7', 'newer'],
  ['1.6.0', 'too new'],
  ['2.0.0', 'too new'],
  ['2.4.2', 'too new'],
])('version 1.4.2 finds the schema of %s %s', (codeVersion, state) => {
  expect(judge(codeVersion).state).toBe(state);
});

it('says what to do about a schema that is not its own', () => {
  expect(judge('1.5.0').note).toMatch(/schema of version 1\.5\.0.*this is version 1\.4\.2.*replace it/);
  expect(judge('1.6.0').note).toMatch(/start version 1\.6\.0/);
});

it('names the command, and the migration that is missing', () => {
  const lacking = { version: '20270101000000', codeVersion: '1.4.2', missing: ['20270201000000'] };
  const older = {
    state: 'older',
    note: expect.stringMatching(/needs migration 20270201000000; run "npm run migrate"/),
  };
  expect(judgeSchema(lacking, MIGRATIONS, '1.4.2')).toMatchObject(older);
  // As a database answers that is older than the handshake itself; another program may keep its migrations beside ours.
  expect(judgeSchema({ version: '20990101000000' }, MIGRATIONS, '1.4.2')).toMatchObject(older);
  expect(judgeSchema({ version: null }, MIGRATIONS, '1.4.2')).toMatchObject(older);
  expect(() => judgeSchema({ version: '20261231000000' }, MIGRATIONS, '1.4.2')).toThrow(PreReleaseDatabase);
});

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

const minor = (version: string) => version.split('.').slice(0, 2).join('.');

/** As a migration of another version leaves it. */
const becomes = (version: string) =>
  opened.sql.query(`create or replace function scheduler_internal.code_version() returns text
    language sql immutable set search_path = '' as $$ select '${version}' $$`);

it('belongs to a version of the same minor number as the code', async () => {
  // On a difference: npm run db:migration -- release_0_2
  const { codeVersion } = await opened.store.schemaVersion({ versions: [] });
  expect(minor(codeVersion!)).toBe(minor(packageJson.version));
});

it('says once in the log that the database has been migrated under it, and refuses to start when that is too new', async () => {
  const lines: { level: number; note?: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const watch = () => watchSchema({ store: opened.store, version: '0.1.0', log });
  await becomes('0.1.0');
  const { check, stop } = await watch();
  expect(lines).toEqual([]);

  await becomes('0.2.0');
  await check();
  await check();
  expect(lines).toMatchObject([{ level: 40, note: expect.stringContaining('0.2.0') }]);
  (await watch()).stop();
  expect(lines, 'another one starts, and says so, too').toHaveLength(2);

  await becomes('0.3.0');
  expect(await check()).toMatchObject({ state: 'too new' });
  expect(lines[2]).toMatchObject({ level: 50, note: expect.stringContaining('start version 0.3.0') });
  await expect(watch()).rejects.toThrow('start version 0.3.0');
  stop();
  await becomes('0.1.0');
});

it('refuses to start on a database that was set back to an older schema', async () => {
  const { version } = (await migrationFiles()).at(-1)!;
  await opened.sql.query('delete from supabase_migrations.schema_migrations where version = $1', [version]);
  const log = pino({ level: 'silent' });
  await expect(watchSchema({ store: opened.store, version: packageJson.version, log })).rejects.toThrow(
    `needs migration ${version}; run "npm run migrate"`,
  );
});
