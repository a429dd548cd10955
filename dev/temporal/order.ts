// Instructions for bringing the `temporal` program into the cache, by either way.
import type { ServerProcess } from '../process/serverProcess.ts';
import type { Report } from '../progress.ts';

export type ObtainOptions = {
  env: NodeJS.ProcessEnv;
  report: Report;
  /** Aborted: the next way is not tried. The caller stops the program that runs (`onStart`). */
  signal?: AbortSignal;
  onStart?: (server: ServerProcess) => void;
};

export type Order = ObtainOptions & {
  version: string;
  /** Ours alone. */
  workFolder: string;
};
