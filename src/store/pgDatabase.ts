// The adapter for a Postgres reached directly (DATABASE_URL; the embedded stack).
import { Pool, types, type PoolClient } from 'pg';
import { parseExactJson } from '../json/exactJson.ts';
import { CALL_TIMEOUT_MS, databaseError, DatabaseRefusal, throwRefusal, type Database } from './database.ts';

export function createPgDatabase(url: string, onIdleError: (error: Error) => void): Database {
  const pool = new Pool({
    connectionString: url,
    max: 10,
    connectionTimeoutMillis: CALL_TIMEOUT_MS,
    statement_timeout: CALL_TIMEOUT_MS - 500,
    application_name: 'scheduler-service',
    types: {
      getTypeParser: (type, format) =>
        type === types.builtins.JSONB ? parseExactJson : types.getTypeParser(type, format),
    },
  });
  // A broken idle connection must not end the process; the pool opens a new one.
  pool.on('error', onIdleError);
  // Nor must one that breaks during a call, which fails with the same error.
  pool.on('connect', (client) => client.on('error', () => undefined));

  return {
    async call(functionName, args) {
      let client: PoolClient;
      try {
        client = await pool.connect();
      } catch (cause) {
        throw databaseError(functionName, asFailure(cause));
      }
      let broken: Error | undefined;
      try {
        return await withTimeout(client, functionName, args);
      } catch (cause) {
        if (cause instanceof DatabaseRefusal) throw cause;
        const error = databaseError(functionName, asFailure(cause));
        // Only a connection that answered with a refusal or fault is known to work.
        if (error.name === 'DatabaseUnavailable') broken = error;
        throw error;
      } finally {
        client.release(broken);
      }
    },
    close: () => pool.end(),
  };
}

async function withTimeout(client: PoolClient, functionName: string, args: object): Promise<unknown> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`no answer within ${CALL_TIMEOUT_MS} ms`)),
    CALL_TIMEOUT_MS,
  );
  const query = client.query<{ answer: unknown }>(
    `select public.answer_call(jsonb_build_object('function', $1::text, 'args', $2::jsonb)) as answer`,
    [functionName, JSON.stringify(args)],
  );
  try {
    const answer = (await Promise.race([query, expired])).rows[0]?.answer;
    throwRefusal(answer);
    return answer;
  } finally {
    clearTimeout(timer);
    query.catch(() => undefined); // lost the race: its error says the same as the timeout
  }
}

function asFailure(cause: unknown): { code?: string; message: string; detail?: string } {
  return cause instanceof Error ? cause : { message: String(cause) };
}
