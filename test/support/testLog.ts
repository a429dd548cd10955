// The log of what runs in a test's own process: silent but for TEST_LOG_LEVEL. Temporal's runtime, of which a process has one,
// is installed with it.
import { pino } from 'pino';
import { installRuntime } from '../../src/worker/createWorker.ts';

export const testLog = pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' });
installRuntime(testLog);
