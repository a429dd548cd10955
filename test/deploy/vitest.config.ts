// `npm run test:deploy` and `npm run test:image`: what a team deploys, tried on this machine. Both take minutes and programs
// that `npm test` does without (go, buildah, debootstrap), so they are not part of it.
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const inOrder = { maxWorkers: 1, testTimeout: 120_000, hookTimeout: 900_000 };

export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    projects: [
      { test: { ...inOrder, name: 'deploy', include: ['test/deploy/**/*.test.ts'] } },
      { test: { ...inOrder, name: 'image', include: ['test/image/**/*.test.ts'] } },
    ],
  },
});
