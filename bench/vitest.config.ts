// Benches that need the test suite's servers. Not part of `npm test`: the results depend on the machine.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/..`,
    include: ['bench/portal.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    testTimeout: 900_000,
    hookTimeout: 900_000,
    provide: { databaseAdapter: 'postgres' },
    pool: 'forks',
  },
});
