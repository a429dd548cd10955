// How the tests of a project reach their databases: each project of vitest.config.ts says it.
import getPort from 'get-port';
import { inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { createPgDatabase } from '../../src/store/pgDatabase.ts';
import { createSupabaseDatabase } from '../../src/store/supabaseDatabase.ts';
import { startRestGateway } from './restGateway.ts';

declare module 'vitest' {
  interface ProvidedContext {
    databaseAdapter: 'postgres' | 'supabase';
    /** Of each call over the REST gateway. */
    gatewayLatencyMs: number;
    /** The program, where the project has restServerSetup.ts. */
    restServer: string;
  }
}

export interface DatabaseAccess {
  /** The variables that a scheduler needs; the first has the address. */
  environment: Readonly<Record<string, string>>;
  /** An adapter as the scheduler has it. */
  open(): Database;
  /** One where nobody listens. */
  openNowhere(): Promise<Database>;
  /** Stops what leads to the database, not the database. */
  stop(): Promise<void>;
}

export async function accessDatabase(url: string): Promise<DatabaseAccess> {
  if (inject('databaseAdapter') === 'postgres') {
    return {
      environment: { DATABASE_URL: url },
      open: () => createPgDatabase(url, () => undefined),
      openNowhere: async () =>
        createPgDatabase(`postgres://postgres@127.0.0.1:${await freePort()}/none`, () => undefined),
      stop: () => Promise.resolve(),
    };
  }
  const gateway = await startRestGateway({
    program: inject('restServer'),
    databaseUrl: url,
    latencyMs: inject('gatewayLatencyMs'),
  });
  const [address, key] = [gateway.url, gateway.secretKey];
  return {
    environment: { SUPABASE_URL: address, SUPABASE_SERVICE_KEY: key },
    open: () => createSupabaseDatabase({ url: address, key }),
    openNowhere: async () => createSupabaseDatabase({ url: `http://127.0.0.1:${await freePort()}`, key }),
    stop: gateway.stop,
  };
}

const freePort = () => getPort({ host: '127.0.0.1' });
