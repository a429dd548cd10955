// The schema's version: at the start of a process, and while it runs, since another process may migrate or restore the database.
import type { Logger } from 'pino';
import { errorMessage, SchedulerError } from '../domain/errors.ts';
import { judgeSchema, migrationFiles, PreReleaseDatabase, type SchemaState } from './schemaVersion.ts';
import type { Store } from './store.ts';

const CHECK_MS = 30_000;

export interface SchemaWatch {
  /** Asks the database. */
  check(): Promise<SchemaState>;
  stop(): void;
}

/** @throws Error when this version cannot work with the database, or the database does not answer */
export async function watchSchema({
  store,
  version,
  log,
}: {
  store: Pick<Store, 'schemaVersion'>;
  /** Of the code that runs. */
  version: string;
  log: Logger;
}): Promise<SchemaWatch> {
  const migrations = await migrationFiles();
  const versions = migrations.map((migration) => migration.version);
  let last: SchemaState['state'] = 'current';

  async function check(): Promise<SchemaState> {
    const schema = judgeSchema(await store.schemaVersion({ versions }), migrations, version);
    if (schema.state !== last) say(schema);
    last = schema.state;
    return schema;
  }

  function say({ state, codeVersion, note }: SchemaState): void {
    const fields = { version, codeVersion, note };
    if (state === 'current') log.info(fields, "the database has this version's schema");
    else if (state === 'newer') log.warn(fields, 'the database has the schema of a newer version');
    else log.error(fields, 'this version cannot work with the schema of the database');
  }

  const { state, note } = await check().catch((cause: unknown) => {
    if (cause instanceof PreReleaseDatabase) throw cause;
    const away = cause instanceof SchedulerError && cause.code === 'DATABASE_UNAVAILABLE';
    throw new Error(
      away ? 'cannot reach Postgres; check DATABASE_URL or SUPABASE_URL' : 'the database is not set up',
      {
        cause,
      },
    );
  });
  if (state === 'older' || state === 'too new') throw new Error(note!);
  const timer = setInterval(() => {
    check().catch((error: unknown) => log.debug({ error: errorMessage(error) }, 'schema not checked'));
  }, CHECK_MS);
  timer.unref();
  return { check, stop: () => clearInterval(timer) };
}
