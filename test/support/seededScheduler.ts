// A scheduler with a month behind it (portalSeed.ts), as a process of its own.
import { join } from 'node:path';
import getPort from 'get-port';
import { Client } from 'pg';
import type { ServerProcess } from '../../dev/process/serverProcess.ts';
import { createDatabase, TEMPLATE_DATABASE } from './createDatabase.ts';
import { createNamespace } from './createNamespace.ts';
import { seedPortal, SERVICES } from './portalSeed.ts';
import { startSchedulerProcess } from './schedulerProcess.ts';
import { startTestService } from './testService.ts';

export interface SeededScheduler {
  url: string;
  databaseUrl: string;
  /** A failed run of invoice-sync. */
  failedRun: string;
}

export async function startSeededScheduler(options: {
  databaseAdminUrl: string;
  temporalAddress: string;
  /** For its log. */
  folder: string;
  onStart?: (server: ServerProcess) => void;
  synthetic?: number;
}): Promise<SeededScheduler & { stop(): Promise<void> }> {
  const { databaseAdminUrl, temporalAddress, folder, onStart, synthetic = 0 } = options;
  const [database, namespace, service, port] = await Promise.all([
    createDatabase(databaseAdminUrl, `template ${TEMPLATE_DATABASE}`),
    createNamespace(temporalAddress),
    startTestService(),
    getPort({ host: '127.0.0.1' }),
  ]);
  const scheduler = await startSchedulerProcess({
    role: 'all',
    port,
    environment: {
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporalAddress,
      TEMPORAL_NAMESPACE: namespace,
      TEMPORAL_UI_URL: 'http://127.0.0.1:8233',
      SHUTDOWN_GRACE_SECONDS: '1',
      ...Object.fromEntries(
        ['test-service', ...SERVICES].map((name) => [
          `${name.toUpperCase().replaceAll('-', '_')}_URL`,
          service.url,
        ]),
      ),
    },
    logFile: join(folder, 'seeded-scheduler.log'),
    ...(onStart && { onStart }),
  });
  await scheduler.untilReady();
  const { url } = scheduler;
  await seedPortal({ url, databaseUrl: database.url, service, synthetic });
  return {
    url,
    databaseUrl: database.url,
    failedRun: await failedRunOf(database.url),
    async stop() {
      await scheduler.stop();
      await service.stop();
      await database.drop();
    },
  };
}

async function failedRunOf(databaseUrl: string): Promise<string> {
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  const { rows } = await database.query<{ id: string }>(
    `select id from scheduled_jobs where job_name = 'invoice-sync' and status = 'failed' order by scheduled_for desc limit 1`,
  );
  await database.end();
  return rows[0]!.id;
}
