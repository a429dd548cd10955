// `npm run bench:database`: times every list, count and registration on a database of 10,000 jobs and 1,100,000 executions (or
// EXECUTIONS=5000000). Prints each time beside its bound, and fails above a bound.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { Client } from 'pg';
import { startPostgres } from '../dev/postgres/startPostgres.ts';
import type { ServerProcess } from '../dev/process/serverProcess.ts';
import { migrate } from '../src/store/migrate.ts';
import { createPgDatabase } from '../src/store/pgDatabase.ts';
import { createStore } from '../src/store/store.ts';
import { registration, seedDatabase } from '../test/support/seedDatabase.ts';
import { READS } from './databaseReads.ts';
import { openJobsOverHttp } from './jobsOverHttp.ts';
import { median } from './percentile.ts';

const EXECUTIONS = Number(process.env['EXECUTIONS'] ?? 1_000_000);
const SIZE = { jobs: 10_000, executions: EXECUTIONS, ofOneJob: EXECUTIONS / 10 };
const SEED_BOUND_S = 120;
/** Enough calls that functions use generic plans, which they do after five. */
const CALLS = 9;

const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-bench-'));
// As root, Postgres runs as another user, who needs access to its data.
chmodSync(folder, 0o711);
const servers: ServerProcess[] = [];
process.once('exit', () => {
  servers.forEach((server) => server.kill());
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

const { databaseUrl } = await startPostgres({
  folder,
  port: await getPort({ host: '127.0.0.1' }),
  onStart: (server) => void servers.push(server),
});
await migrate(databaseUrl);
const sql = new Client({ connectionString: databaseUrl });
await sql.connect();
const { rows: backend } = await sql.query<{ pid: number }>('select pg_backend_pid() as pid');
/** Where Linux reports the CPU time of the connection's process. */
const schedstat = `/proc/${backend[0]!.pid}/schedstat`;

interface Line {
  /** Median. */
  ms: number;
  fastest: number;
  /** CPU time of the server process, where available: on a busy machine it excludes waiting. */
  cpu: number | null;
  bound: number;
  met: boolean;
}
const lines: Record<string, Line> = {};

const seededAt = performance.now();
await seedDatabase(sql, SIZE);
note('seeding a million, s', [(performance.now() - seededAt) / (EXECUTIONS / 1_000)], SEED_BOUND_S);

for (const { name, call, args, bound } of READS) await measure(name, call, () => args, bound);
await measure('register_job: unchanged', 'register_job', () => registration('job-00000'), 4);
let registered = 0;
const another = () => registration(`new-${(registered += 1)}`);
await measure('register_job: new, one after the other', 'register_job', another, 6);
await measure('purge_history: 1,000', 'purge_history', () => ({ days: 3, limit: 1_000 }), 100);

const database = createPgDatabase(databaseUrl, console.error);
const http = await openJobsOverHttp(createStore(database));
for (const query of ['', '?view=summary']) {
  const transfers = [];
  for (let round = 0; round < 5; round += 1) transfers.push(await http.transfer(query));
  note(
    `GET /api/jobs${query}: all`,
    transfers.map(({ ms }) => ms),
    5_000,
  );
  note(
    `GET /api/jobs${query}: longest block`,
    transfers.map(({ longestBlockMs }) => longestBlockMs),
    100,
  );
}
http.close();

console.log(
  `\n${EXECUTIONS} executions of 10,000 jobs, and a tenth as many of one; medians of ${CALLS} calls, ms`,
);
console.table(lines);
if (loadavg()[0]! > availableParallelism()) {
  console.log(
    `The machine is busy (load ${rounded(loadavg()[0]!)}): the column cpu says what the calls need.`,
  );
}
await printSizes();
await sql.end();
await database.close();
process.exit(Object.values(lines).every(({ met }) => met) ? 0 : 1);

/** Some calls warm up first, so that plans and pages are cached as in a running service. */
async function measure(name: string, call: string, args: () => object, bound: number): Promise<void> {
  const taken: number[] = [];
  const cpu: number[] = [];
  for (let round = -2; round < CALLS; round += 1) {
    const asked = args();
    const [startedAt, usedBefore] = [performance.now(), usedMs()];
    await sql.query(`select public.${call}($1::jsonb)`, [asked]);
    if (round < 0) continue;
    taken.push(performance.now() - startedAt);
    if (usedBefore !== null) cpu.push(usedMs()! - usedBefore);
  }
  note(name, taken, bound, cpu);
}

function usedMs(): number | null {
  return existsSync(schedstat) ? Number(readFileSync(schedstat, 'utf8').split(' ')[0]) / 1e6 : null;
}

function note(call: string, taken: number[], bound: number, cpu: number[] = []): void {
  const ms = median(taken);
  lines[call] = {
    ms: rounded(ms),
    fastest: rounded(Math.min(...taken)),
    cpu: cpu.length > 0 ? rounded(median(cpu)) : null,
    bound,
    met: ms <= bound,
  };
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

async function printSizes(): Promise<void> {
  const { rows } = await sql.query<{ name: string; size: string; per_row: string }>(`
    select relname as name, pg_size_pretty(pg_relation_size(oid)) as size,
      round(pg_relation_size(oid) / (select count(*) from public.scheduled_jobs)::numeric, 1)::text as per_row
    from pg_class where oid = 'public.scheduled_jobs'::regclass
      or oid in (select indexrelid from pg_index where indrelid = 'public.scheduled_jobs'::regclass)
    order by pg_relation_size(oid) desc`);
  console.log('\nSizes, and bytes per execution');
  console.table(Object.fromEntries(rows.map(({ name, size, per_row: bytes }) => [name, { size, bytes }])));
}
