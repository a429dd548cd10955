// `npm run bench:database`: every list, count and registration on a database of 10,000 jobs and 1,100,000 executions, or
// EXECUTIONS=5000000. Prints what each takes beside its bound, checks the plans, and fails above a bound.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import getPort from 'get-port';
import { Client } from 'pg';
import { startPostgres } from '../src/embedded/postgres.ts';
import type { ServerProcess } from '../src/embedded/serverProcess.ts';
import { migrate } from '../src/store/migrate.ts';
import { createPgDatabase } from '../src/store/pgDatabase.ts';
import { registration, seedDatabase } from '../test/support/seedDatabase.ts';
import { READS } from './databaseReads.ts';
import { median } from './percentile.ts';

const EXECUTIONS = Number(process.env['EXECUTIONS'] ?? 1_000_000);
const SIZE = { jobs: 10_000, executions: EXECUTIONS, ofOneJob: EXECUTIONS / 10 };
const SEED_BOUND_S = 120;
const CALLS = 9;

const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-bench-'));
// As root, Postgres runs as another user, who must get through to its data.
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
const database = createPgDatabase(databaseUrl, console.error);

interface Line {
  /** Median. */
  ms: number | string;
  fastest?: number;
  bound: number;
  met: boolean;
}
const lines: Record<string, Line> = {};
function note(call: string, taken: number[], bound: number): void {
  const ms = median(taken);
  lines[call] = { ms: rounded(ms), fastest: rounded(Math.min(...taken)), bound, met: ms <= bound };
}
const rounded = (value: number) => Math.round(value * 10) / 10;

const seededAt = performance.now();
await seedDatabase(sql, SIZE);
note(
  'seeding a million, s',
  [(performance.now() - seededAt) / 1_000 / (EXECUTIONS / 1_000_000)],
  SEED_BOUND_S,
);

for (const { name, call, args, bound } of READS) {
  try {
    note(name, await timesOf(() => database.call(call, args)), bound);
  } catch (cause) {
    lines[name] = {
      ms: String(cause instanceof Error ? cause.cause : cause).slice(0, 80),
      bound,
      met: false,
    };
  }
}
const known = registration('job-00000');
note('register_job, unchanged', await timesOf(() => database.call('register_job', known)), 4);
let registered = 0;
note(
  'register_job, new, one after the other',
  await timesOf(() => database.call('register_job', registration(`new-${(registered += 1)}`))),
  6,
);

console.log(
  `\n${EXECUTIONS.toLocaleString('en')} executions of 10,000 jobs, and a tenth as many of one; medians of ${CALLS} calls, ms`,
);
console.table(lines);
await sizes();
await sql.end();
await database.close();
process.exit(Object.values(lines).every(({ met }) => met) ? 0 : 1);

/** Of calls that follow some to warm up: plans and pages are cached, as they are while the service runs. */
async function timesOf(call: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let round = -2; round < CALLS; round += 1) {
    const startedAt = performance.now();
    await call();
    if (round >= 0) taken.push(performance.now() - startedAt);
  }
  return taken;
}

async function sizes(): Promise<void> {
  const { rows } = await sql.query<{ name: string; size: string; per_row: string }>(`
    select relname as name, pg_size_pretty(pg_relation_size(oid)) as size,
      round(pg_relation_size(oid) / (select count(*) from public.scheduled_jobs)::numeric, 1)::text as per_row
    from pg_class where oid = 'public.scheduled_jobs'::regclass
      or oid in (select indexrelid from pg_index where indrelid = 'public.scheduled_jobs'::regclass)
    order by pg_relation_size(oid) desc`);
  console.log('\nSizes, and bytes per execution');
  console.table(Object.fromEntries(rows.map(({ name, size, per_row: bytes }) => [name, { size, bytes }])));
}
