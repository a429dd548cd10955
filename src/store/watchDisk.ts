// A full disk refuses writes that need new pages and accepts those that fit into existing ones, so a probe may miss it. The
// calls themselves do not: this remembers the last one that was refused because the disk was full.
import { DatabaseUnavailable, DISK_FULL, type Database } from './database.ts';
import { errorMessage } from '../domain/errors.ts';

const REMEMBER_MS = 60_000;

export interface WatchedDatabase extends Database {
  /** A sentence while calls are refused because the disk of Postgres is full, else null. */
  diskProblem(): string | null;
}

export function watchDisk(database: Database): WatchedDatabase {
  let refused: { functionName: string; at: number; error: string } | undefined;
  return {
    async call(functionName, args) {
      try {
        const answer = await database.call(functionName, args);
        if (refused?.functionName === functionName) refused = undefined;
        return answer;
      } catch (error) {
        if (error instanceof DatabaseUnavailable && error.sqlState === DISK_FULL) {
          refused = { functionName, at: performance.now(), error: errorMessage(error) };
        }
        throw error;
      }
    },
    diskProblem() {
      if (refused === undefined || performance.now() - refused.at > REMEMBER_MS) return null;
      return `${refused.error}; free some space on the disk of Postgres`;
    },
    close: () => database.close(),
  };
}
