// `npm run bench:same-second`: how late 1,000 jobs start that are all due at the same second, and the same jobs spread with `H`.
import { EventEmitter, once } from 'node:events';
import { parseArgs } from 'node:util';
import { JobSettings } from '../src/contract/jobs.ts';
import { mapConcurrently } from '../src/domain/mapConcurrently.ts';
import { SERVICE, startBenchStack } from './benchStack.ts';
import { startLocalService } from './localService.ts';
import { percentile } from './percentile.ts';

const MINUTE_MS = 60_000;
/** Writing the Schedules begins this long before the minute. */
const PREPARATION_MS = 100_000;
/** A call that has not arrived this long after its minute counts as missed. */
const GRACE_MS = 120_000;

const { values } = parseArgs({ options: { jobs: { type: 'string', default: '1000' } } });
const names = Array.from({ length: Number(values.jobs) }, (_, index) => `job-${index}`);

const arrived = new EventEmitter<{ call: [] }>();
/** Start of the measured minute. */
let lagsMs: number[] = [];
let fromMs = Infinity;
const service = await startLocalService((arrivedAt, scheduledFor) => {
  const dueMs = Date.parse(scheduledFor ?? '');
  if (dueMs < fromMs || dueMs >= fromMs + MINUTE_MS) return;
  lagsMs.push(arrivedAt - dueMs);
  arrived.emit('call');
});
const stack = await startBenchStack(service.url);
const engine = await stack.startEngine();
await mapConcurrently(names, (name) =>
  stack.store.registerJob({
    name,
    displayName: name,
    description: '',
    jobType: 'other',
    service: SERVICE,
    endpoint: '/run',
    config: {},
    declared: JobSettings.parse({ cronExpression: null, overlap: 'allow' }),
    actor: 'bench',
  }),
);
const results = {
  'all at second 0': await measure('0'),
  'spread over the minute with H': await measure('H'),
};
await engine.stop();
await stack.stop();
await service.stop();
console.log(`\nFrom the due instant of ${names.length} jobs to their calls, in ms`);
console.table(results);
process.exit();

/** Runs all jobs once, in an upcoming minute, at this second of it. */
async function measure(second: string): Promise<Record<string, number>> {
  lagsMs = [];
  fromMs = Math.ceil((Date.now() + PREPARATION_MS) / MINUTE_MS) * MINUTE_MS;
  const minute = new Date(fromMs);
  const cronExpression = `${second} ${minute.getUTCMinutes()} ${minute.getUTCHours()} ${minute.getUTCDate()} ${minute.getUTCMonth() + 1} *`;
  await mapConcurrently(names, async (jobName) => {
    await stack.store.changeCron({ jobName, cronExpression, actor: 'bench' });
    if ((await engine.syncSchedule(jobName)) !== 'applied') throw new Error(`${jobName} was not projected`);
  });
  if (Date.now() > fromMs) throw new Error('the Schedules were not written in time; raise PREPARATION_MS');
  const timeout = AbortSignal.timeout(fromMs + MINUTE_MS + GRACE_MS - Date.now());
  while (lagsMs.length < names.length && !timeout.aborted) {
    // The timeout ends the wait; missing calls are counted below.
    await once(arrived, 'call', { signal: timeout }).catch(() => undefined);
  }
  return {
    p50: Math.round(percentile(lagsMs, 0.5)),
    p99: Math.round(percentile(lagsMs, 0.99)),
    max: Math.round(Math.max(...lagsMs)),
    missed: names.length - lagsMs.length,
  };
}
