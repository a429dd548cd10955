// The repair loop: in every worker process, under a lease in Postgres so that one of them repairs at a time.
// Outside Temporal because it repairs Temporal.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../domain/errors.ts';
import { prepareNamespace } from '../schedules/prepareNamespace.ts';
import type { ReconcileDeps } from './deps.ts';
import { projectBehind } from './projectBehind.ts';
import { repairNextRuns } from './repairNextRuns.ts';
import { repairRunning } from './repairRunning.ts';
import { createRepairSchedules } from './repairSchedules.ts';
import { startQueued } from './startQueued.ts';

const LEASE_SECONDS = 60;

export function startReconcile(deps: ReconcileDeps, intervalMs = 15_000): { stop(): Promise<void> } {
  const { store, log } = deps;
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  const stopping = new AbortController();
  const repairSchedules = createRepairSchedules(deps);

  /** In the order of dependence; each step leaves the rest to the next pass when it fails. */
  const steps: [string, () => Promise<number>][] = [
    ['namespaceRepaired', async () => (await prepareNamespace(deps.temporal, log)).length],
    ['schedulesApplied', () => projectBehind(deps)],
    ['schedulesRepaired', repairSchedules],
    ['runsFailed', () => repairRunning(deps)],
    ['runsStarted', () => startQueued(deps)],
    ['nextRunsRepaired', () => repairNextRuns(deps)],
  ];

  async function pass(): Promise<void> {
    const summary: Record<string, number> = {};
    for (const [name, step] of steps) {
      if (
        stopping.signal.aborted ||
        !(await store.holdReconcileLease({ holder, seconds: LEASE_SECONDS })).held
      )
        return;
      summary[name] = await step();
    }
    await store.endReconcilePass({ holder, summary });
    const repaired = Object.values(summary).some((count) => count > 0);
    log[repaired ? 'info' : 'debug'](summary, 'reconcile pass done');
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await pass().catch((error: unknown) => {
        log.warn({ error: errorMessage(error) }, 'reconcile pass failed; the next one tries again');
      });
      await delay(intervalMs, undefined, { signal: stopping.signal }).catch(() => undefined); // stopping ends the wait
    }
    await store.endReconcilePass({ holder }).catch((error: unknown) => {
      log.warn(
        { error: errorMessage(error) },
        'reconcile lease not given back; it ends by itself within 60 s',
      );
    });
  }

  const ended = loop();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
