// The Temporal worker: polls the task queue, runs workflows and activities.
import { access } from 'node:fs/promises';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createLastingTrouble } from '../domain/lastingTrouble.ts';
import type { Activities } from '../activities/index.ts';
import type { Config } from '../config.ts';
import { connectConfig } from '../temporal/temporalClient.ts';

/** Calls in flight per worker process. A call mostly waits; one more costs a socket and a few kilobytes. */
const MAX_CONCURRENT_CALLS = 500;

export async function createWorker(deps: {
  config: Pick<Config, 'temporalEnvironment' | 'temporalTaskQueue' | 'shutdownGraceSeconds'>;
  activities: Activities;
  /** Path of the bundle that `npm run build` makes. */
  workflowBundle: string;
}): Promise<{ worker: Worker; connection: NativeConnection }> {
  const { config, activities, workflowBundle } = deps;
  await access(workflowBundle).catch((cause: unknown) => {
    throw new Error(`the workflow bundle ${workflowBundle} is missing; run "npm run build"`, { cause });
  });
  const { connectionOptions, namespace = 'default' } = connectConfig(config);
  const connection = await NativeConnection.connect(connectionOptions);
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: config.temporalTaskQueue,
    workflowBundle: { codePath: workflowBundle },
    activities,
    maxConcurrentActivityTaskExecutions: MAX_CONCURRENT_CALLS,
    // Fixed pollers starve first workflow tasks behind sticky ones: p99 at 50 concurrent runs 5.8 s instead of 2.3 s.
    workflowTaskPollerBehavior: { type: 'autoscaling' },
    activityTaskPollerBehavior: { type: 'autoscaling' },
    maxHeartbeatThrottleInterval: '3 seconds',
    defaultHeartbeatThrottleInterval: '3 seconds',
    // Calls still in flight by then are aborted and recorded with an unknown outcome.
    shutdownGraceTime: config.shutdownGraceSeconds * 1_000,
    shutdownForceTime: config.shutdownGraceSeconds * 1_000 + 1_500,
  });
  return { worker, connection };
}

/** Sends the SDK's log lines to our log. Call once per process, before the first worker. */
export function installRuntime(log: Logger): void {
  const sdk = log.child({ component: 'temporal-sdk' });
  const away = createLastingTrouble(sdk);
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      if (isDatabaseAway(meta)) {
        const { activityType, workflowId, attempt } = meta;
        away.met('database', { activityType, workflowId, attempt }, DATABASE_AWAY);
        return;
      }
      sdk[level === 'ERROR' ? 'error' : level === 'WARN' ? 'warn' : 'debug'](meta ?? {}, message);
    }),
    telemetryOptions: { logging: { filter: 'ERROR', forward: {} } },
    shutdownSignals: [],
  });
}

const DATABASE_AWAY =
  'a run waits for Postgres, as others may; each goes on when it answers, and /health says whether it does';

/** The SDK logs these for every run every few seconds while Postgres is down; one line of ours is enough. */
function isDatabaseAway(
  meta: unknown,
): meta is { activityType?: unknown; workflowId?: unknown; attempt?: unknown } {
  if (typeof meta !== 'object' || meta === null || !('error' in meta)) return false;
  const { error } = meta;
  return error instanceof Error && 'type' in error && error.type === 'DATABASE_UNAVAILABLE';
}
