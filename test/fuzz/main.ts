// `npm run test:fuzz [-- --quick | --examples 100 --seed 1]`: examples are of each route. The quick form takes a minute or two.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    examples: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/fuzz/vitest.config.ts'],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      FUZZ_EXAMPLES: values.examples ?? (values.quick ? '10' : '100'),
      FUZZ_SEED: values.seed,
    },
  },
);
process.exit(status ?? 1);
