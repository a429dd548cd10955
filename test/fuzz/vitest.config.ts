// `npm run test:fuzz`: takes minutes and a Python program, so it is not part of `npm test`.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['test/fuzz/*.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    provide: { databaseAdapter: 'postgres', gatewayLatencyMs: 0 },
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
