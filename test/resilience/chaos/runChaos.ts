// Jobs that fire each second, while everything they run on is killed with SIGKILL in random order and started again.
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { countUnsettled, judge } from './checks.ts';
import { createChaosClient } from './client.ts';
import { createRandom } from '../../support/random.ts';
import { startChaosService, type Kind } from './service.ts';
import { startChaosStack, type Part } from './stack.ts';

const TWICE = { maxAttempts: 3, initialIntervalSeconds: 1, backoffCoefficient: 1, maxIntervalSeconds: 1 };
const ASYNC = { heartbeatSeconds: 15, timeoutSeconds: 60 };
/** The jobs, each second if not said otherwise; a run takes them from the front. */
const JOBS: {
  kind: Kind;
  overlap: 'allow' | 'skip' | 'queue' | 'cancel_running';
  retry?: typeof TWICE;
  heartbeatSeconds?: number;
  catchup?: string;
  cronExpression?: string;
}[] = [
  { kind: 'sync', overlap: 'allow' },
  { kind: 'async', overlap: 'allow', ...ASYNC },
  { kind: 'slow', overlap: 'skip' },
  { kind: 'failing', overlap: 'allow', retry: TWICE },
  { kind: 'hasty', overlap: 'skip', ...ASYNC },
  { kind: 'breaking', overlap: 'allow', retry: TWICE },
  { kind: 'deferring', overlap: 'allow' },
  { kind: 'sync', overlap: 'skip', catchup: 'none' },
  { kind: 'async', overlap: 'allow', retry: TWICE, ...ASYNC },
  { kind: 'slow', overlap: 'queue', cronExpression: '*/3 * * * * *' },
  { kind: 'slow', overlap: 'cancel_running', cronExpression: '*/2 * * * * *' },
  { kind: 'sync', overlap: 'allow', catchup: 'all' },
];
/** Jobs that run after the first of those, and after the job that is triggered. */
const DEPENDENTS: { name: string; after: { job: string; on: 'success' | 'any' }[]; overlap: 'allow' }[] = [
  { name: 'follower', after: [{ job: 'sync-0', on: 'any' }], overlap: 'allow' },
  { name: 'last-of-chain', after: [{ job: 'follower', on: 'success' }], overlap: 'allow' },
  {
    name: 'fan-in',
    after: [
      { job: 'follower', on: 'success' },
      { job: 'triggered', on: 'any' },
    ],
    overlap: 'allow',
  },
];
/** An occurrence that nobody started is late after 60 s, found within 15 s, and a lost worker's call after 15 s. */
const STALLED_MS = 120_000;

interface Kill {
  part: Part;
  downAt: number;
  /** All parts run again. */
  upAt: number;
}

export interface ChaosReport {
  seed: number;
  problems: string[];
  counts: Record<string, unknown>;
}

export async function runChaos(options: {
  seconds: number;
  /** Of JOBS. */
  jobs: number;
  seed: number;
  say(line: string): void;
}): Promise<ChaosReport> {
  const { seconds, jobs, seed, say } = options;
  say(`chaos for ${seconds} s with ${jobs} jobs, seed ${seed}`);
  const random = createRandom(seed);
  const service = await startChaosService(createRandom(seed + 1));
  const stack = await startChaosStack({ serviceUrl: service.url, apis: 1, workers: 2 });
  const client = createChaosClient(stack.apiUrls);
  try {
    const names = JOBS.slice(0, jobs).map((job, index) => ({ name: `${job.kind}-${index}`, ...job }));
    // First, so that no end of a parent comes before them.
    for (const job of DEPENDENTS) await client.register({ kind: 'sync', cronExpression: null, ...job });
    for (const job of names) await client.register({ cronExpression: '* * * * * *', ...job });
    await client.register({ name: 'edited', kind: 'sync', cronExpression: '0 0 31 12 *' });
    await client.register({ name: 'triggered', kind: 'slow', cronExpression: null, overlap: 'allow' });
    await client.register({ name: 'cancelled', kind: 'endless', cronExpression: null, overlap: 'allow' });
    client.start();
    const kills = await killAtRandom();
    for (const { name } of names) await client.disable(name);
    await client.stop();
    const settlingAt = Date.now();
    await settle();
    const settledSeconds = Math.round((Date.now() - settlingAt) / 1_000);

    const database = await connect();
    const verdict = await judge({
      database,
      calls: service.calls,
      acknowledged: client.acknowledged,
      maxAttempts: new Map(names.map(({ name, retry }) => [name, retry?.maxAttempts ?? 1])),
    });
    await database.end();
    const begun = verdict.rows.filter((row) => row.origin === 'schedule' && row.started_at);
    const late = begun.map((row) => row.started_at!.getTime() - row.scheduled_for!.getTime());
    return {
      seed,
      problems: verdict.problems,
      counts: {
        ...verdict.counts,
        kills: Object.fromEntries(
          ['worker', 'api', 'temporal', 'postgres'].map((kind) => [
            kind,
            kills.filter(({ part }) => part.kind === kind).length,
          ]),
        ),
        'longest time to recover, s': Math.max(...kills.map(recoverySeconds)),
        'latest start after its instant, s': Math.max(...late) / 1_000,
        'settled after, s': settledSeconds,
      },
    };

    /** From the moment when all was up again to the next occurrence that was due later and completed; unless more was killed first. */
    function recoverySeconds({ upAt }: Kill): number {
      const completed = verdict.rows
        .filter(
          (row) => row.status === 'completed' && row.scheduled_for && row.scheduled_for.getTime() >= upAt,
        )
        .map((row) => row.completed_at!.getTime());
      const recoveredAt = Math.min(...completed);
      const killedAgainAt = Math.min(...kills.map(({ downAt }) => downAt).filter((downAt) => downAt > upAt));
      return recoveredAt < killedAgainAt ? Math.round((recoveredAt - upAt) / 100) / 10 : 0;
    }
  } finally {
    await client.stop();
    await service.stop();
    await stack.stop();
  }

  async function killAtRandom(): Promise<Kill[]> {
    const kills: Kill[] = [];
    const end = Date.now() + seconds * 1_000;
    let order: Part[] = [];
    await delay(3_000);
    while (Date.now() < end) {
      if (order.length === 0) order = random.shuffled(stack.parts);
      // Now and then two at once, and in a long run all of a kind for longer than Temporal itself catches up.
      const isLong = seconds >= 300 && random.chance(0.04);
      const drawn = order.splice(0, random.chance(0.25) ? 2 : 1);
      const victims = isLong ? stack.parts.filter(({ kind }) => kind === drawn[0]!.kind) : drawn;
      const awayMs = isLong ? random.between(65_000, 100_000) : random.between(100, 4_000);
      say(`killing ${victims.map(({ name }) => name).join(' and ')} for ${Math.round(awayMs / 100) / 10} s`);
      const downAt = Date.now();
      await Promise.all(victims.map((part) => part.kill()));
      await delay(awayMs);
      // A scheduler refuses to start without its database.
      for (const part of victims.toSorted((a, b) => stack.parts.indexOf(a) - stack.parts.indexOf(b)))
        await part.start();
      const upAt = Date.now();
      kills.push(...victims.map((part) => ({ part, downAt, upAt })));
      await delay(random.between(1_000, 6_000));
    }
    return kills;
  }

  async function connect(): Promise<Client> {
    const database = new Client({ connectionString: stack.databaseUrl });
    await database.connect();
    return database;
  }

  /** Waits until everything has ended, as long as there is progress: a queue of a hundred slow runs takes its time. */
  async function settle(): Promise<void> {
    await service.quiet();
    const database = await connect();
    try {
      let left = Infinity;
      let deadline = Date.now() + STALLED_MS;
      while (left > 0 && Date.now() < deadline) {
        const unsettled = await countUnsettled(database);
        if (unsettled < left) {
          left = unsettled;
          deadline = Date.now() + STALLED_MS;
        }
        if (left > 0) await delay(1_000);
      }
    } finally {
      await database.end();
    }
  }
}
