// supabase/schemas says what the database is, supabase/migrations makes it: both must say the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCatalog, type Catalog } from '../../dev/schema/catalog.ts';
import { migrationFor } from '../../dev/schema/migrationFor.ts';
import {
  functionTexts,
  MIGRATIONS,
  readSchema,
  SCHEMAS,
  sqlFiles,
  withCodeVersion,
} from '../../dev/schema/schemaFiles.ts';
import { createEmptyDatabase } from '../../test/support/testDatabase.ts';

const schema = readSchema();
const functions = functionTexts(schema);
let migrated: Catalog;
let wanted: Catalog;

beforeAll(async () => {
  [migrated, wanted] = [
    await catalogOf(sqlFiles(MIGRATIONS).map((file) => readFileSync(join(MIGRATIONS, file), 'utf8'))),
    await catalogOf([schema]),
  ];
});

it('is made by the migrations as the schemas have it', () => {
  // On a difference: npm run db:migration -- <topic>
  expect(migrated).toEqual(wanted);
});

describe('the next migration', () => {
  const limits = Object.keys(functions).find((name) => name.endsWith('.is_limited'))!;

  it('holds the whole of a function that differs, with its comment', async () => {
    const changed = schema.replace(
      /^-- .*\ncreate function public\.get_execution\(/m,
      `-- Looks it up.\ncreate function public.get_execution(`,
    );
    expect(changed).not.toBe(schema);
    const key = 'function public.get_execution(args jsonb)';
    const { sql, byHand } = migrationFor(migrated, { ...wanted, [key]: 'other' }, functionTexts(changed));
    expect(byHand).toEqual([]);
    expect(sql).toMatch(/^-- Looks it up\.\ncreate or replace function public\.get_execution\(args jsonb\)/);
    expect(sql).toMatch(/end \$\$;$/);
  });

  it('drops a function that is gone, and one whose arguments have changed before it is made anew', () => {
    const [key] = Object.keys(wanted).filter((name) => name.startsWith(`function ${limits}(`));
    const without = { ...wanted };
    delete without[key!];
    expect(migrationFor(migrated, without, functions).sql).toBe(`drop ${key};`);
    const { sql } = migrationFor(migrated, { ...without, [`function ${limits}(name text)`]: 'x' }, functions);
    expect(sql.split('\n')[0]).toBe(`drop ${key};`);
    expect(sql).toContain(`create or replace function ${limits}(`);
  });

  it('leaves a column to the author, who is told what it was and is', () => {
    const key = 'column public.services.paused';
    const { [key]: paused, ...without } = migrated;
    const { sql, byHand } = migrationFor(without, { ...wanted, [key]: `${paused} changed` }, functions);
    expect(sql).toBe('');
    expect(byHand).toEqual([`${key} is new: ${paused} changed`]);
    expect(migrationFor(migrated, { ...wanted, [key]: 'text' }, functions).byHand).toEqual([
      `${key} is now: text\n  and was: ${paused}`,
    ]);
    expect(migrationFor(migrated, without, functions).byHand).toEqual([`${key} is gone; it was: ${paused}`]);
  });
});

it('defines every function once, as a text of its own', () => {
  const inDatabase = Object.keys(wanted)
    .filter((key) => key.startsWith('function '))
    .map((key) => key.slice('function '.length, key.indexOf('(')));
  expect(Object.keys(functions).toSorted()).toEqual(inDatabase.toSorted());
  expect(() => functionTexts(`${schema}\n${schema}`)).toThrow('is defined twice');
});

it('is given the version of the scheduler that it belongs to', () => {
  const next = withCodeVersion(schema, '7.8.9');
  expect(functionTexts(next)['scheduler_internal.code_version']).toContain(`select '7.8.9'`);
  expect(next).toHaveLength(schema.length);
});

it('has lines of at most 110 characters', () => {
  const long = sqlFiles(SCHEMAS).flatMap((file) =>
    readFileSync(join(SCHEMAS, file), 'utf8')
      .split('\n')
      .map((line, at) => ({ line, where: `${file}:${at + 1}` }))
      .filter(({ line }) => line.length > 110),
  );
  expect(long).toEqual([]);
});

it('is named to the Supabase CLI file by file, in order', () => {
  const config = readFileSync(join(SCHEMAS, '../config.toml'), 'utf8');
  const listed = /^\[db\.migrations\]\nschema_paths = \[([^\]]*)\]/m.exec(config)![1]!;
  expect([...listed.matchAll(/"([^"]+)"/g)].map(([, path]) => path)).toEqual(
    sqlFiles(SCHEMAS).map((file) => `./schemas/${file}`),
  );
});

/** With Supabase's roles, so that grants are compared, too. */
async function catalogOf(texts: string[]): Promise<Catalog> {
  const { url, drop } = await createEmptyDatabase();
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const role of ['anon', 'authenticated', 'service_role']) {
      await client.query(
        `do $$ begin create role ${role}; exception when duplicate_object then null; end $$`,
      );
    }
    for (const text of texts) await client.query(text);
    return await readCatalog(client);
  } finally {
    await client.end();
    await drop();
  }
}
