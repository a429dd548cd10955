import { defineConfig } from 'vitest/config';

const settings = {
  globalSetup: ['test/support/globalSetup.ts'],
  expect: { poll: { timeout: 15_000, interval: 50 } },
  testTimeout: 30_000,
  hookTimeout: 60_000,
};

export default defineConfig({
  test: {
    reporters: ['default', './test/support/countReporter.ts'],
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          ...settings,
          name: 'behaviour',
          include: ['src/**/*.test.ts', 'test/e2e/**/*.test.ts', 'test/docs/{database,readme}.test.ts'],
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        // The documentation beside the code: no servers.
        test: {
          name: 'docs',
          include: ['test/docs/**/*.test.ts'],
          exclude: ['test/docs/{database,readme}.test.ts'],
        },
      },
      {
        extends: true,
        // Pure parts of the portal: no servers, no browser.
        test: { name: 'portal', include: ['portal/src/**/*.test.ts'] },
      },
      {
        extends: true,
        // One file at a time: what they start, load and kill needs the machine for itself.
        test: {
          ...settings,
          name: 'alone',
          include: ['test/alone/**/*.test.ts', 'test/chaos/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // The portal in a real browser.
        test: {
          ...settings,
          name: 'browser',
          include: ['test/portal/**/*.test.ts'],
          maxWorkers: 1,
          sequence: { groupOrder: 2 },
          testTimeout: 120_000,
        },
      },
    ],
  },
});
