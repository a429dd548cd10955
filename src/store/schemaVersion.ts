// Which migrations this version of the code has, and whether a database was made by them.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export const MIGRATIONS = join(import.meta.dirname, '../../supabase/migrations');

export type MigrationFile = { version: string; name: string; file: string };

export async function migrationFiles(): Promise<[MigrationFile, ...MigrationFile[]]> {
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith('.sql')).toSorted();
  const [first, ...rest] = files.map((file) => {
    const [version = '', ...words] = file.replace(/\.sql$/, '').split('_');
    return { version, name: words.join('_'), file };
  });
  if (first === undefined) throw new Error(`${MIGRATIONS} has no migrations`);
  return [first, ...rest];
}

/** No migration leads from it to a release. */
export class PreReleaseDatabase extends Error {
  readonly code = 'DATABASE_OF_PRE_RELEASE';

  constructor() {
    super(
      'this database was made by a pre-release, and no migration leads from it to this version. Make a new one: delete the data folder of the development stack (.data, or DATA_DIR), or drop the database and create it, then run "npm run migrate"',
    );
    this.name = 'PreReleaseDatabase';
  }
}

/**
 * @param version the newest migration that the database says it has
 * @throws Error when this version of the code cannot work with it
 */
export async function checkSchemaVersion(version: string | null): Promise<void> {
  const files = await migrationFiles();
  const required = files.at(-1)!.version;
  if (version !== null && version < files[0].version) throw new PreReleaseDatabase();
  if (version === null || version < required) {
    throw new Error(
      `the database has schema ${version ?? 'none'} and this version needs ${required}; run "npm run migrate"`,
    );
  }
}
