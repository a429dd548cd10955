// One real Postgres and one real Temporal server for the whole test run, in a folder that goes with it.
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '../../dev/postgres/startPostgres.ts';
import { claimProcessRecord, FolderInUseError, healRecord } from '../../dev/process/processRecord.ts';
import type { ServerProcess } from '../../dev/process/serverProcess.ts';
import { findTemporalBinary } from '../../dev/temporal/findTemporalBinary.ts';
import { startTemporalServer } from '../../dev/temporal/startTemporalServer.ts';
import { migrate } from '../../src/store/migrate.ts';
import { bundleWorkflows } from '../../src/worker/bundleWorkflows.ts';
import { TEMPLATE_DATABASE } from './createDatabase.ts';
import { runSql } from './runSql.ts';
import { startSeededScheduler } from './seededScheduler.ts';
import { serveOnDemand } from './serveOnDemand.ts';
import { SUPABASE_DEFAULTS, SUPABASE_ROLES } from './supabaseRoles.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's, for createTestDatabase. */
    databaseAdminUrl: string;
    temporalAddress: string;
    /** Path of the workflow bundle, made from the source as it is. */
    workflowBundle: string;
    /** For sharedSeed. */
    seededScheduler: string;
  }
}

const FOLDER_PREFIX = 'scheduler-service-test-';
const RECORD = 'processes.json';

export default async function globalSetup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Vitest calls this once for each project, one after the other; the first one's servers are there for all.
  const run = project.vitest.getRootProject();
  if ('temporalAddress' in run.getProvidedContext()) return undefined;
  await removeLeftovers();
  const folder = mkdtempSync(join(tmpdir(), FOLDER_PREFIX));
  // As root, Postgres runs as another user, who must get through to its data.
  chmodSync(folder, 0o711);
  const record = await claimProcessRecord(join(folder, RECORD), say);
  const servers: ServerProcess[] = [];
  const onStart = (server: ServerProcess) => {
    servers.push(server);
    record.add(server);
  };
  // On Ctrl-C vitest exits without calling the teardown.
  const killAll = () => {
    servers.forEach((server) => server.kill());
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', killAll);
  try {
    const workflowBundle = join(folder, 'workflow-bundle.js');
    const [{ databaseUrl }, temporalAddress] = await Promise.all([
      startTestPostgres(folder, onStart),
      temporalAddressOf(folder, onStart),
      bundleWorkflows(workflowBundle),
    ]);
    await createTemplate(databaseUrl);
    const seeded = await serveOnDemand(() =>
      startSeededScheduler({ databaseAdminUrl: databaseUrl, temporalAddress, folder, onStart }),
    );
    run.provide('seededScheduler', seeded.address);
    run.provide('workflowBundle', workflowBundle);
    run.provide('databaseAdminUrl', databaseUrl);
    run.provide('temporalAddress', temporalAddress);
    return async () => {
      await seeded.stop();
      await Promise.all(servers.map((server) => server.stop()));
      process.off('exit', killAll);
      rmSync(folder, { recursive: true, force: true });
    };
  } catch (error) {
    killAll();
    throw error;
  }
}

async function startTestPostgres(folder: string, onStart: (server: ServerProcess) => void) {
  return startPostgres({
    folder,
    onStart,
    port: await getPort({ host: '127.0.0.1' }),
    settings: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_connections=300'],
  });
}

async function temporalAddressOf(folder: string, onStart: (server: ServerProcess) => void): Promise<string> {
  const running = process.env['TEMPORAL_ADDRESS'];
  if (running) return running;
  const { address } = await startTemporalServer({
    binary: await findTemporalBinary(process.env, say),
    port: await getPort({ host: '127.0.0.1' }),
    logFile: join(folder, 'temporal.log'),
    onStart,
  });
  return address;
}

async function createTemplate(adminUrl: string): Promise<void> {
  await runSql(adminUrl, SUPABASE_ROLES);
  await runSql(adminUrl, `create database ${TEMPLATE_DATABASE}`);
  const templateUrl = new URL(adminUrl);
  templateUrl.pathname = TEMPLATE_DATABASE;
  await runSql(templateUrl.href, SUPABASE_DEFAULTS);
  await migrate(templateUrl.href);
}

function say(line: string): void {
  console.log(`test support: ${line}`);
}

/** Servers and folders of runs that were killed with SIGKILL. */
async function removeLeftovers(): Promise<void> {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(FOLDER_PREFIX));
  for (const folder of folders.map((name) => join(tmpdir(), name))) {
    // A folder without a record is just being made by another run.
    if (!existsSync(join(folder, RECORD))) continue;
    try {
      await healRecord(join(folder, RECORD), say);
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof FolderInUseError)) throw error;
    }
  }
}
