// The log of what runs in a test's own process: silent but for TEST_LOG_LEVEL.
import { pino } from 'pino';
import { installRuntime } from '../../src/worker/createWorker.ts';

export const testLog = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });

let isInstalled = false;

/** Temporal's runtime, with this log: a process has one, and runs many test files. */
export function installTestRuntime(): void {
  if (isInstalled) return;
  isInstalled = true;
  installRuntime(testLog);
}
