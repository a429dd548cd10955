// The store on a migrated database of one test file's own, with a plain connection beside it.
import { Client } from 'pg';
import { createPgDatabase } from '../../src/store/pgDatabase.ts';
import { createStore } from '../../src/store/store.ts';
import { createTestDatabase } from './testDatabase.ts';

export type TestStore = Awaited<ReturnType<typeof openTestStore>>;

export async function openTestStore() {
  const { url, drop } = await createTestDatabase();
  const database = createPgDatabase(url, () => undefined);
  const sql = new Client({ connectionString: url });
  await sql.connect();
  return {
    database,
    sql,
    store: createStore(database),
    async close() {
      await sql.end();
      await database.close();
      await drop();
    },
  };
}
