// The log of what runs in a test's own process: silent but for TEST_LOG_LEVEL, or while a test captures it.
import { pino } from 'pino';
import { installRuntime } from '../../src/worker/createWorker.ts';

const LEVEL = process.env['TEST_LOG_LEVEL'] ?? 'silent';

let captured: string[] | undefined;

export const testLog = pino(
  { level: LEVEL },
  {
    write(line: string) {
      if (captured) captured.push(line);
      else process.stdout.write(line);
    },
  },
);

/** From now on every line of every level, until stopped. */
export function captureLog(): { text(): string; stop(): void } {
  const lines: string[] = [];
  captured = lines;
  testLog.level = 'trace';
  return {
    text: () => lines.join(''),
    stop() {
      captured = undefined;
      testLog.level = LEVEL;
    },
  };
}

let isInstalled = false;

/** Temporal's runtime, with this log: a process has one, and runs many test files. */
export function installTestRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  installRuntime(testLog);
}
