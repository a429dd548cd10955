import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    reporters: ['default', './test/support/countReporter.ts'],
    pool: 'forks',
    maxWorkers: 2,
    expect: { poll: { timeout: 15_000, interval: 50 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
