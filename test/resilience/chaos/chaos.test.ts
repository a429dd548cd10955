// The short form of the chaos test; the long one is `npm run test:chaos`.
import { expect, it } from 'vitest';
import { runChaos } from './runChaos.ts';

it('loses, doubles and leaves open nothing while everything is killed', async () => {
  const seed = Math.floor(Math.random() * 1_000_000);
  const { problems, counts } = await runChaos({ seconds: 50, jobs: 6, seed, say: () => undefined });
  console.log(`chaos, seed ${seed}: ${JSON.stringify(counts)}`);
  expect(problems, `seed ${seed}`).toEqual([]);
}, 300_000);
