// `npm run test:upgrade`: not part of `npm test`, as it needs the history of the repository.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: `${import.meta.dirname}/../..`,
    include: ['test/upgrade/*.test.ts'],
    globalSetup: ['test/support/globalSetup.ts'],
    expect: { poll: { timeout: 60_000, interval: 200 } },
    testTimeout: 480_000,
    hookTimeout: 600_000,
    pool: 'forks',
  },
});
