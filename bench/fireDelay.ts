// `npm run bench:delay`: how long after its due instant a scheduled call reaches the service, for an every-second job.
// `node bench/fireDelay.ts --fires 300 history.timerProcessorMaxTimeShift=1s` overrides the server's dynamic config.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { JobSettings } from '../src/contract/jobs.ts';
import type { DynamicConfig } from '../dev/temporal/dynamicConfig.ts';
import { DYNAMIC_CONFIG } from '../dev/temporal/startTemporalServer.ts';
import { SERVICE, startBenchStack } from './benchStack.ts';
import { startLocalService } from './localService.ts';
import { median, percentile } from './percentile.ts';

const JOB = 'every-second';
/** The first fires pay for connections, caches and the worker's first polls. */
const WARM_UP_SECONDS = 5;
/** A call that has not arrived this long after the last due instant counts as missed. */
const GRACE_SECONDS = 10;
const QUARTERS = 4;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fires: { type: 'string', default: '120' } },
});
const fires = Number(values.fires);
const overrides = parseOverrides(positionals);

/** Due instant → arrivals, both in ms. */
const arrivals = new Map<number, number[]>();
const service = await startLocalService((arrivedAt, scheduledFor) => {
  const due = Date.parse(scheduledFor ?? '');
  arrivals.set(due, [...(arrivals.get(due) ?? []), arrivedAt]);
});
const stack = await startBenchStack(service.url);
const engine = await stack.startEngine({ ...DYNAMIC_CONFIG, ...overrides });
await stack.store.registerJob({
  name: JOB,
  displayName: JOB,
  description: '',
  jobType: 'other',
  service: SERVICE,
  endpoint: '/run',
  config: {},
  declared: JobSettings.parse({
    cronExpression: '* * * * * *',
    timeoutSeconds: 5,
    // A single slow call must not delay the next one.
    overlap: 'allow',
  }),
  actor: 'bench',
});
await engine.syncSchedule(JOB);

const firstDue = (Math.ceil(Date.now() / 1_000) + WARM_UP_SECONDS) * 1_000;
const dueInstants = Array.from({ length: fires }, (_, index) => firstDue + index * 1_000);
await delay(dueInstants.at(-1)! + GRACE_SECONDS * 1_000 - Date.now());

await stack.store.deleteJob({ jobName: JOB, actor: 'bench' });
await engine.syncSchedule(JOB);
await engine.stop();
await stack.stop();
await service.stop();
print();
process.exit();

function print(): void {
  const delays = dueInstants.flatMap((due) => {
    const arrivedAt = arrivals.get(due)?.[0];
    return arrivedAt === undefined ? [] : [arrivedAt - due];
  });
  const quarter = Math.ceil(delays.length / QUARTERS);
  const drift = Array.from({ length: QUARTERS }, (_, index) =>
    median(delays.slice(index * quarter, (index + 1) * quarter)),
  );
  const counts = {
    fires: delays.length,
    missed: fires - delays.length,
    repeated: dueInstants.filter((due) => (arrivals.get(due)?.length ?? 0) > 1).length,
    'later than 1 s': delays.filter((ms) => ms > 1_000).length,
  };
  const overridden = Object.entries(overrides).map(([key, value]) => `${key}=${value}`);
  console.log(
    `\nDelay of a scheduled call after its due instant${overridden.length ? ` (${overridden.join(', ')})` : ''}`,
  );
  console.table({
    'ms after due': {
      p50: percentile(delays, 0.5),
      p99: percentile(delays, 0.99),
      max: Math.max(...delays),
      'p50 by quarter of the run': drift.join(', '),
    },
  });
  console.table({ seconds: counts });
}

function parseOverrides(pairs: string[]): DynamicConfig {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [key = '', value = ''] = pair.split('=');
      return [key, /^(true|false|\d+)$/.test(value) ? (JSON.parse(value) as boolean | number) : value];
    }),
  );
}
