// The Temporal server of `npm run dev`. Obtaining its program may take minutes; the other parts start meanwhile and
// learn here why Temporal is away.
import { join } from 'node:path';
import type { ServerProcess } from '../process/serverProcess.ts';
import { locateTemporal } from './findTemporalBinary.ts';
import { obtainTemporal, TemporalMissingError } from './obtainTemporal.ts';
import { createProgress, duration } from '../progress.ts';
import { serverVersion, startTemporalServer } from './startTemporalServer.ts';

export type OwnTemporal = {
  address: string;
  /** False: the program is being obtained. */
  isLocated: boolean;
  /** Rejects when the server does not start; stays pending when there is no program for it. */
  answers: Promise<void>;
  /** Null once the server answers. */
  problem(): string | null;
};

export function startOwnTemporal(options: {
  env: NodeJS.ProcessEnv;
  folder: string;
  port: number;
  uiPort: number;
  say: (line: string) => void;
  stopping: AbortSignal;
  /** The stack stops when this server ends. */
  onServer: (server: ServerProcess) => void;
  /** A download or a build, which is expected to end. */
  onProgram: (program: ServerProcess) => void;
}): OwnTemporal {
  const { env, folder, port, uiPort, say, stopping, onServer, onProgram } = options;
  const located = locateTemporal(env);
  let problem: () => string | null = isStarting;

  return {
    address: `127.0.0.1:${port}`,
    isLocated: located !== undefined,
    answers: located === undefined ? obtainAndStart() : start(located),
    problem: () => problem(),
  };

  async function start(binary: string): Promise<void> {
    problem = isStarting;
    await startTemporalServer({
      binary,
      port,
      uiPort,
      databaseFile: join(folder, `temporal-${await serverVersion(binary)}.db`),
      logFile: join(folder, 'temporal.log'),
      onStart: onServer,
    });
    problem = () => null;
  }

  async function obtainAndStart(): Promise<void> {
    const startedAt = performance.now();
    const progress = createProgress(say);
    problem = progress.sentence;
    let binary: string;
    try {
      binary = await obtainTemporal({ env, report: progress.report, signal: stopping, onStart: onProgram });
    } catch (error) {
      if (!(error instanceof TemporalMissingError)) throw error;
      problem = () => error.summary;
      say(error.message);
      return new Promise(() => undefined);
    } finally {
      progress.stop();
    }
    await start(binary);
    say(`Temporal is here after ${duration(performance.now() - startedAt)}: what is due begins now`);
  }
}

function isStarting(): string {
  return 'Temporal is starting';
}
