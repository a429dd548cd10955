// `npm run test:chaos [-- --seconds 960 --jobs 12 --seed 1]`: the long form, at least 10,000 occurrences.
import { parseArgs } from 'node:util';
import { runChaos } from './runChaos.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '960' },
    jobs: { type: 'string', default: '12' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const { problems, counts } = await runChaos({
  seconds: Number(values.seconds),
  jobs: Number(values.jobs),
  seed: Number(values.seed),
  say: (line) => console.log(`${new Date().toISOString()} ${line}`),
});
console.log(JSON.stringify(counts, null, 2));
for (const problem of problems) console.log(`PROBLEM: ${problem}`);
process.exit(problems.length === 0 ? 0 : 1);
