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

/** What the database says of itself. A database from before this handshake says only its newest migration. */
export interface SchemaAnswer {
  /** The newest migration. */
  version: string | null;
  /** The version of the scheduler that its newest migration belongs to. */
  codeVersion?: string | undefined;
  /** Those of the caller's migrations that it does not have. */
  missing?: string[] | undefined;
}

/** `newer` and `current` can be worked with. */
export interface SchemaState {
  state: 'current' | 'newer' | 'too new' | 'older';
  /** The version of the scheduler that the schema belongs to; null when the database does not say. */
  codeVersion: string | null;
  /** A sentence with the next step; null when it is current. */
  note: string | null;
}

/**
 * Compares the database with this version of the code: it works with its own schema, and with that of the next minor version,
 * so that the database can be migrated while it runs.
 * @throws PreReleaseDatabase
 */
export function judgeSchema(
  { version, codeVersion, missing }: SchemaAnswer,
  migrations: [MigrationFile, ...MigrationFile[]],
  ownVersion: string,
): SchemaState {
  if (version !== null && version < migrations[0].version) throw new PreReleaseDatabase();
  const answered = { codeVersion: codeVersion ?? null };
  if (codeVersion === undefined || missing === undefined || missing.length > 0) {
    const needed = missing?.at(-1) ?? migrations.at(-1)!.version;
    const note = `the database has schema ${version ?? 'none'}, and version ${ownVersion} needs migration ${needed}; run "npm run migrate"`;
    return { ...answered, state: 'older', note };
  }
  const [ours, theirs] = [partsOf(ownVersion), partsOf(codeVersion)];
  const byPart = theirs.map((part, index) => part - ours[index]!);
  const ahead = byPart.find((difference) => difference !== 0) ?? 0;
  if (ahead <= 0) return { ...answered, state: 'current', note: null };
  const [majors, minors] = byPart as [number, number];
  if (majors > 0 || minors > 1) {
    const note = `the database has the schema of version ${codeVersion}, and this is version ${ownVersion}, which works with its own schema and with that of the next minor version; start version ${codeVersion}`;
    return { ...answered, state: 'too new', note };
  }
  const note = `the database has the schema of version ${codeVersion}, and this is version ${ownVersion}, which goes on; replace it with version ${codeVersion}`;
  return { ...answered, state: 'newer', note };
}

/** Major, minor, patch. */
function partsOf(version: string): number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
