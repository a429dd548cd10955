// `npm run bench:supabase`: the database over supabase-js and a REST server beside the one over pg, in interleaved rounds: single
// calls, and whole runs. The gateway that a project has before its REST server is a small proxy here, in a process of its own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { v7 } from 'uuid';
import { obtainRestServer } from '../dev/rest/obtainRestServer.ts';
import type { RunJobOutcome } from '../src/contract/runJobInput.ts';
import { executionWorkflowId } from '../src/domain/workflowIds.ts';
import { createStore, type Store } from '../src/store/store.ts';
import { createSupabaseDatabase } from '../src/store/supabaseDatabase.ts';
import { runSql } from '../test/support/runSql.ts';
import { registration } from '../test/support/seedDatabase.ts';
import { SUPABASE_DEFAULTS, SUPABASE_ROLES } from '../test/support/supabaseRoles.ts';
import { SERVICE, startBenchStack, type Engine } from './benchStack.ts';
import { startLocalService } from './localService.ts';
import { measureSeries } from './measureSeries.ts';
import { median } from './percentile.ts';

const ROUNDS = 5;
const RUNS = 100;
const RUNS_AT_ONCE = 25;
const WARM_UP_RUNS = 25;
const RUN_TIMEOUT_MS = 300_000;
const JOBS = 1_000;

const service = await startLocalService();
const stack = await startBenchStack(service.url);
await runSql(stack.databaseUrl, SUPABASE_ROLES);
// The roles come after the migrations here, so these have granted them nothing.
await runSql(stack.databaseUrl, `${SUPABASE_DEFAULTS}; select scheduler_internal.restrict_functions()`);
const gateway = fork(join(import.meta.dirname, 'gatewayProcess.ts'), [
  await obtainRestServer(process.env, console.log),
  stack.databaseUrl,
]);
const [address] = (await once(gateway, 'message')) as [{ url: string; key: string }];
const supabase = createSupabaseDatabase(address);
const stores: Record<string, Store> = { pg: stack.store, 'supabase-js': createStore(supabase) };

const jobs = Array.from({ length: JOBS }, (_, index) => jobOf(index));
for (const job of jobs) await stack.store.registerJob(job);
await runSql(stack.databaseUrl, 'vacuum analyze');

interface Measured {
  perSecond: number[];
  p50Ms: number[];
  /** Of this process. */
  cpuMs: number[];
}
const lines = new Map<string, Measured>();

await measureCalls('getJob', 200, 1, (store) => store.getJob({ jobName: jobs[0]!.name }));
await measureCalls('getJob', 1_000, 10, (store) => store.getJob({ jobName: jobs[0]!.name }));
await measureCalls('registerJob, unchanged', 200, 1, (store) => store.registerJob(jobs[1]!));
await measureCalls(`listJobs, ${JOBS}`, 10, 1, (store) => store.listJobs({}));

print();

// One engine at a time: two would share the cores.
let engine: Engine | undefined;
await measure('runJob', RUNS, RUNS_AT_ONCE, async (name) => {
  await engine?.stop();
  engine = await stack.startEngine(undefined, stores[name]);
  await measureSeries(await acceptedRuns(WARM_UP_RUNS), WARM_UP_RUNS);
  return acceptedRuns(RUNS);
});

print();
await supabase.close();
gateway.disconnect();
await stack.stop();
await service.stop();
process.exit();

function jobOf(index: number) {
  const { declared, ...job } = registration(`bench-${index}`);
  // A job has several accepted runs here.
  return {
    ...job,
    service: SERVICE,
    endpoint: '/run',
    declared: { ...declared, cronExpression: null, overlap: 'allow' as const },
  };
}

function measureCalls(what: string, calls: number, atOnce: number, call: (store: Store) => Promise<unknown>) {
  return measure(what, calls, atOnce, (name) =>
    Promise.resolve(
      Array.from({ length: calls }, () => async () => {
        await call(stores[name]!);
      }),
    ),
  );
}

/** The adapters take turns, so that noise of the machine hits them alike; the first round warms up. */
async function measure(
  what: string,
  count: number,
  atOnce: number,
  prepare: (adapter: string) => Promise<(() => Promise<void>)[]>,
): Promise<void> {
  console.log(`${what}, ${atOnce} at once …`);
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const name of Object.keys(stores)) {
      const series = await prepare(name);
      const before = process.cpuUsage();
      const { runsPerSecond, latenciesMs } = await measureSeries(series, atOnce);
      const { user, system } = process.cpuUsage(before);
      if (round < 0) continue;
      const key = `${what}, ${atOnce} at once: ${name}`;
      const line = lines.get(key) ?? { perSecond: [], p50Ms: [], cpuMs: [] };
      line.perSecond.push(runsPerSecond);
      line.p50Ms.push(median(latenciesMs));
      line.cpuMs.push((user + system) / 1_000 / count);
      lines.set(key, line);
    }
  }
}

interface Accepted {
  executionId: string;
  jobName: string;
}

async function accept(index: number): Promise<Accepted> {
  const [executionId, jobName] = [v7(), jobs[index % RUNS_AT_ONCE]!.name];
  await stack.store.acceptTrigger({ executionId, jobName, triggeredBy: 'manual', requestHash: executionId });
  return { executionId, jobName };
}

/** Rows are accepted beforehand, so that only the workflow itself is timed. */
async function acceptedRuns(count: number): Promise<(() => Promise<void>)[]> {
  const accepted = await Promise.all(Array.from({ length: count }, (_, index) => accept(index)));
  return accepted.map((execution) => () => run(execution));
}

async function run(execution: Accepted): Promise<void> {
  const { executionId } = execution;
  const { temporal, temporalRuns } = engine!;
  const place = { service: SERVICE, endpoint: '/run', scheduledFor: null, priority: 3 };
  await temporalRuns.start({ ...execution, ...place, origin: 'trigger' });
  const outcome = await temporal.call(
    ({ workflow }) => workflow.getHandle(executionWorkflowId(executionId)).result() as Promise<RunJobOutcome>,
    RUN_TIMEOUT_MS,
  );
  if (outcome.status !== 'completed') throw new Error(`execution ${executionId}: ${outcome.message}`);
}

function print(): void {
  console.log(`\nMedians of ${ROUNDS} interleaved rounds; cpu: of this process, per call or run`);
  console.table(
    Object.fromEntries(
      [...lines].map(([name, { perSecond, p50Ms, cpuMs }]) => [
        name,
        {
          'per s': rounded(median(perSecond)),
          'p50 ms': rounded(median(p50Ms)),
          'cpu ms': rounded(median(cpuMs)),
        },
      ]),
    ),
  );
  for (const [name, { perSecond }] of lines) {
    if (!name.endsWith(': pg')) continue;
    const over = lines.get(name.replace(/pg$/, 'supabase-js'))!.perSecond;
    const shares = over.map((value, round) => value / perSecond[round]!);
    console.log(
      `${name.replace(/: pg$/, '')}: ${rounded(median(shares))} of pg (${shares.map(rounded).join(', ')})`,
    );
  }
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
