import { configDefaults, defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longestFirst.ts';

/** Tests that need servers, beside others that do not. */
const ON_SERVERS = [
  'src/store/**/*.test.ts',
  'src/workflows/replay.test.ts',
  'test/docs/{database,examples}.test.ts',
];

const onServers = {
  globalSetup: ['test/support/globalSetup.ts'],
  expect: { poll: { timeout: 15_000, interval: 50 } },
  testTimeout: 30_000,
  hookTimeout: 60_000,
  provide: { databaseAdapter: 'postgres' as 'postgres' | 'supabase', gatewayLatencyMs: 0 },
};

/** Tests over Supabase's adapter: those that are repeated for it, or all that may be, or those of its CLI. */
const OVER_SUPABASE = {
  some: [
    'src/store/database.contract.test.ts',
    'test/supabase/*.test.ts',
    'test/api/{exactNumbers,trigger,feeds}.test.ts',
    'test/runs/scheduled.test.ts',
  ],
  all: ['src/store/database.contract.test.ts', 'test/{supabase,api,runs,temporal}/*.test.ts'],
  cli: ['test/supabase/cli/*.test.ts'],
  none: ['test/support/withoutSupabase.test.ts'],
};
const { SKIP_SUPABASE, SUPABASE_TESTS = 'some' } = process.env;
const overSupabase = OVER_SUPABASE[(SKIP_SUPABASE ? 'none' : SUPABASE_TESTS) as keyof typeof OVER_SUPABASE];

/** More than the cores of a small machine: most tests wait most of the time, for a second, a retry or a page. */
const SIDE_BY_SIDE = 3;

export default defineConfig({
  test: {
    reporters: ['default', './test/support/countReporter.ts'],
    pool: 'forks',
    // Loading Temporal's SDK takes longer than most files take.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        // What is pure, or needs no more than its own process: no Postgres, no Temporal, no browser.
        test: {
          name: 'unit',
          include: ['{src,dev,portal/src,clients/typescript/src,test/docs}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ON_SERVERS],
          maxWorkers: SIDE_BY_SIDE,
          // Some wait until a connection counts as lost.
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          ...onServers,
          name: 'behaviour',
          include: [...ON_SERVERS, 'test/{api,clients,runs,temporal}/**/*.test.ts'],
          maxWorkers: SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        // The same over Supabase's REST gateway, each call 30 ms away.
        test: {
          ...onServers,
          name: 'supabase',
          globalSetup: SKIP_SUPABASE ? [] : [...onServers.globalSetup, 'test/support/restServerSetup.ts'],
          include: overSupabase,
          provide: { databaseAdapter: 'supabase', gatewayLatencyMs: 30 },
          maxWorkers: SIDE_BY_SIDE,
        },
      },
      {
        extends: true,
        // The portal in a real browser.
        test: {
          ...onServers,
          name: 'portal',
          include: ['test/portal/**/*.test.ts'],
          maxWorkers: SIDE_BY_SIDE,
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        // What they load and kill is their own, and they mostly wait, so all others run beside them.
        test: {
          ...onServers,
          name: 'resilience',
          include: ['test/resilience/**/*.test.ts'],
          maxWorkers: SIDE_BY_SIDE,
        },
      },
    ],
  },
});
