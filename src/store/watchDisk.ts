// A disk that is full refuses what needs new pages and still takes what fits into old ones, so no probe is sure to notice.
// The calls themselves do: the last one that was refused for want of room is remembered.
import { DatabaseUnavailable, DISK_FULL, type Database } from './database.ts';
import { errorMessage } from '../domain/errors.ts';

const REMEMBER_MS = 60_000;

export interface WatchedDatabase extends Database {
  /** A sentence while calls are refused because Postgres has no room, else null. */
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
      return `${refused.error}; make room on the disk of Postgres`;
    },
    close: () => database.close(),
  };
}
