// A PostgREST-compatible server on a database. Its paths begin with /api; Supabase's gateway serves them under /rest/v1.
import { startServerProcess, type ServerProcess } from '../process/serverProcess.ts';

export type RestServer = ServerProcess & { url: string };

export async function startRestServer(options: {
  /** See obtainRestServer. */
  program: string;
  /** With the login of a role that may become anon, authenticated and service_role. */
  databaseUrl: string;
  port: number;
  jwtSecret: string;
  logFile: string;
  onStart?: (server: ServerProcess) => void;
}): Promise<RestServer> {
  const { program, databaseUrl, port, jwtSecret, logFile, onStart } = options;
  const server = await startServerProcess({
    name: 'REST server',
    command: program,
    args: [],
    env: {
      PGRST_DB_URI: databaseUrl,
      PGRST_DB_SCHEMAS: 'public',
      PGRST_DB_ANON_ROLE: 'anon',
      // As Supabase has it by default.
      PGRST_DB_MAX_ROWS: '1000',
      PGRST_JWT_SECRET: jwtSecret,
      PGRST_SERVER_HOST: '127.0.0.1',
      PGRST_SERVER_PORT: String(port),
      PGRST_LOG_LEVEL: 'warn',
      // Without it, errors of the database lose their SQLSTATE.
      PGRST_COMPAT_MODE: 'true',
    },
    logFile,
    stopTimeoutMs: 1_500,
    onStart,
  });
  const url = `http://127.0.0.1:${port}`;
  await server.ready(async () => {
    const { status } = await fetch(`${url}/_/ready`, { signal: AbortSignal.timeout(2_000) });
    if (status !== 200) throw new Error(`/_/ready answered ${status}`);
  }, 30_000);
  return { ...server, url };
}
