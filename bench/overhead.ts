// `npm run bench:overhead`: the cost of runJob compared with the minimal workflow for the same HTTP call, on one server, with
// one worker and in interleaved rounds, so that noise hits both alike.
import { v7 } from 'uuid';
import { JobSettings } from '../src/contract/jobs.ts';
import type { RunJobOutcome } from '../src/contract/runJobInput.ts';
import { executionWorkflowId } from '../src/domain/workflowIds.ts';
import { SERVICE, startBenchStack, TASK_QUEUE, type Engine } from './benchStack.ts';
import { startLocalService } from './localService.ts';
import { measureSeries, type Series } from './measureSeries.ts';
import { median, percentile } from './percentile.ts';

const ROUNDS = 5;
const IDLE_RUNS = 20;
const BUSY_RUNS = 200;
const BUSY_CONCURRENCY = 50;
/** As many jobs as concurrent runs: runs of one job would wait for its row lock, which is unusual in practice. */
const JOBS = Array.from({ length: BUSY_CONCURRENCY }, (_, index) => `bench-${index}`);
const RESULT_TIMEOUT_MS = 60_000;

const GOALS = { throughputRatio: 0.8, tunedIdleMs: 60, untunedIdleMs: 150 };

const service = await startLocalService();
const stack = await startBenchStack(service.url);
await registerJobs();

const tuned = await stack.startEngine();
const tunedSeries = await measureRounds(tuned, [
  { name: 'bare, 1 at a time', concurrency: 1, prepare: () => bareRuns(tuned, IDLE_RUNS) },
  { name: 'runJob, 1 at a time', concurrency: 1, prepare: () => acceptedRuns(tuned, IDLE_RUNS) },
  { name: 'runJob with acceptTrigger', concurrency: 1, prepare: async () => acceptingRuns(tuned, IDLE_RUNS) },
  {
    name: `bare, ${BUSY_CONCURRENCY} at a time`,
    concurrency: BUSY_CONCURRENCY,
    prepare: () => bareRuns(tuned, BUSY_RUNS),
  },
  {
    name: `runJob, ${BUSY_CONCURRENCY} at a time`,
    concurrency: BUSY_CONCURRENCY,
    prepare: () => acceptedRuns(tuned, BUSY_RUNS),
  },
]);
await tuned.stop();

const untuned = await stack.startEngine({});
const untunedSeries = await measureRounds(untuned, [
  { name: 'bare, untuned server', concurrency: 1, prepare: () => bareRuns(untuned, IDLE_RUNS) },
  { name: 'runJob, untuned server', concurrency: 1, prepare: () => acceptedRuns(untuned, IDLE_RUNS) },
]);
await untuned.stop();
await stack.stop();
await service.stop();

print();
process.exit();

type Run = () => Promise<void>;
interface Contender {
  name: string;
  concurrency: number;
  /** Not timed. */
  prepare(): Promise<Run[]>;
}
type Rounds = Map<string, Series[]>;

/** Alternates the contenders, so that noise of the machine hits them alike. */
async function measureRounds(engine: Engine, contenders: Contender[]): Promise<Rounds> {
  const rounds: Rounds = new Map(contenders.map(({ name }) => [name, []]));
  // The first runs compile workflow code and open connections.
  await measureSeries(await bareRuns(engine, BUSY_CONCURRENCY), BUSY_CONCURRENCY);
  await measureSeries(await acceptedRuns(engine, BUSY_CONCURRENCY), BUSY_CONCURRENCY);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, concurrency, prepare } of contenders) {
      rounds.get(name)!.push(await measureSeries(await prepare(), concurrency));
    }
  }
  return rounds;
}

async function bareRuns(engine: Engine, count: number): Promise<Run[]> {
  return Array.from({ length: count }, () => async () => {
    const workflowId = `bare:${v7()}`;
    await engine.temporal.call(({ workflow }) =>
      workflow.start('bareWorkflow', { workflowId, taskQueue: TASK_QUEUE, args: [`${service.url}/run`] }),
    );
    const status = await resultOf<number>(engine, workflowId);
    if (status !== 200) throw new Error(`the bare workflow's call was answered ${status}`);
  });
}

/** Rows are accepted beforehand, so that only the workflow itself is timed, as for the bare one. */
async function acceptedRuns(engine: Engine, count: number): Promise<Run[]> {
  const accepted = await Promise.all(Array.from({ length: count }, (_, index) => accept(index)));
  return accepted.map((execution) => () => runExecution(engine, execution));
}

/** The path of a trigger over the API: from the accepted row to the result. */
function acceptingRuns(engine: Engine, count: number): Run[] {
  return Array.from({ length: count }, (_, index) => async () => runExecution(engine, await accept(index)));
}

interface Accepted {
  executionId: string;
  jobName: string;
}

async function accept(index: number): Promise<Accepted> {
  const [executionId, jobName] = [v7(), JOBS[index % JOBS.length]!];
  await stack.store.acceptTrigger({ executionId, jobName, triggeredBy: 'manual', requestHash: executionId });
  return { executionId, jobName };
}

async function runExecution(engine: Engine, execution: Accepted): Promise<void> {
  const { executionId } = execution;
  await engine.temporalRuns.start({
    ...execution,
    service: SERVICE,
    endpoint: '/run',
    origin: 'trigger',
    scheduledFor: null,
    priority: 3,
  });
  const outcome = await resultOf<RunJobOutcome>(engine, executionWorkflowId(executionId));
  if (outcome.status !== 'completed') throw new Error(`execution ${executionId}: ${outcome.message}`);
}

async function resultOf<T>(engine: Engine, workflowId: string): Promise<T> {
  return engine.temporal.call(
    ({ workflow }) => workflow.getHandle(workflowId).result() as Promise<T>,
    RESULT_TIMEOUT_MS,
  );
}

async function registerJobs(): Promise<void> {
  for (const name of JOBS) {
    await stack.store.registerJob({
      name,
      displayName: name,
      description: '',
      jobType: 'other',
      service: SERVICE,
      endpoint: '/run',
      config: {},
      declared: JobSettings.parse({
        cronExpression: null,
        timeoutSeconds: 60,
        // A job has several accepted runs here.
        overlap: 'allow',
      }),
      actor: 'bench',
    });
  }
}

function print(): void {
  const all = new Map([...tunedSeries, ...untunedSeries]);
  console.log(`\nMedians over ${ROUNDS} interleaved rounds; p99 over the runs of all rounds`);
  console.table(Object.fromEntries([...all].map(([name, rounds]) => [name, summarise(rounds)])));

  const throughput = (name: string) => all.get(name)!.map(({ runsPerSecond }) => runsPerSecond);
  // Compared unrounded: rounding must not decide.
  const idle = (name: string) => median(all.get(name)!.map(({ latenciesMs }) => median(latenciesMs)));
  const bare = throughput(`bare, ${BUSY_CONCURRENCY} at a time`);
  const ours = throughput(`runJob, ${BUSY_CONCURRENCY} at a time`);
  const ratios = ours.map((value, round) => value / bare[round]!);
  const ratio = median(ratios);
  const goals = [
    {
      goal: `throughput at ${BUSY_CONCURRENCY}, share of bare ≥ ${GOALS.throughputRatio}`,
      measured: rounded(ratio, 3),
      met: ratio >= GOALS.throughputRatio,
    },
    {
      goal: `idle p50 ≤ ${GOALS.tunedIdleMs} ms`,
      measured: rounded(idle('runJob, 1 at a time'), 1),
      met: idle('runJob, 1 at a time') <= GOALS.tunedIdleMs,
    },
    {
      goal: `idle p50 untuned ≤ ${GOALS.untunedIdleMs} ms`,
      measured: rounded(idle('runJob, untuned server'), 1),
      met: idle('runJob, untuned server') <= GOALS.untunedIdleMs,
    },
  ];
  console.table(goals);
  console.log(`share of bare per round: ${ratios.map((value) => rounded(value, 2)).join(', ')}`);
}

function summarise(rounds: Series[]) {
  return {
    'runs/s': rounded(median(rounds.map(({ runsPerSecond }) => runsPerSecond)), 1),
    'p50 ms': rounded(median(rounds.map(({ latenciesMs }) => median(latenciesMs))), 0),
    'p99 ms': rounded(
      percentile(
        rounds.flatMap(({ latenciesMs }) => latenciesMs),
        0.99,
      ),
      0,
    ),
  };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
