// `npm run bench:event-loop`: runs the heaviest requests and answers one by one and measures for how long each blocks the
// scheduler's process. Fails above 100 ms.
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { bundleWorkflows, WORKFLOW_BUNDLE } from '../src/worker/bundleWorkflows.ts';
import { startBenchStack } from './benchStack.ts';
import { copyRow } from './eventLoop/copyRows.ts';
import { startWatchedScheduler } from './eventLoop/watchedScheduler.ts';
import { BIG_TEXT, deep, manyDigits, numbers, startWorstService } from './eventLoop/worstService.ts';
import { median } from './percentile.ts';

const GOAL_MS = 100;
/** A process that waits for a core looks blocked as well, so the median of this many rounds counts. */
const ROUNDS = 3;
const JOBS = 10_000;
const RUNS = 100;
const AT_ONCE = 8;
const BULK = 1_000;
const RETRIES = { maxAttempts: 5, initialIntervalSeconds: 0, maxIntervalSeconds: 0 };
const UNKNOWN_FIELDS = 22_000;
/** The largest payload that fits beside a registration's other fields. */
const BODY_BYTES = 255 * 1_024;

/** `-- --only bulk`: only cases with this in their name. */
const { only } = parseArgs({ options: { only: { type: 'string', default: '' } } }).values;

interface Answer {
  status: number;
  bytes: number;
}

const service = await startWorstService();
const stack = await startBenchStack(service.url);
const [temporal] = await Promise.all([stack.startTemporal(), bundleWorkflows(WORKFLOW_BUNDLE)]);
const database = new Client({ connectionString: stack.databaseUrl });
await database.connect();
const environment = {
  DATABASE_URL: stack.databaseUrl,
  TEMPORAL_ADDRESS: temporal.address,
  WORST_URL: service.url,
  SHUTDOWN_GRACE_SECONDS: '1',
};
const results: {
  request: string;
  status: number;
  kB: number;
  blockMs: number;
  inside: number;
  outside: number;
}[] = [];
let scheduler = await startWatchedScheduler({ ...environment, ROLE: 'all' });

await runsOfEveryKind();
await scheduler.stop();
// API only: a worker would spend its time creating Schedules for all these jobs.
scheduler = await startWatchedScheduler({ ...environment, ROLE: 'api' });
await manyJobs();
await bodies();

await scheduler.stop();
await database.end();
await temporal.stop();
await stack.stop();
await service.stop();
console.log('\nThe longest time, in ms, for which the event loop was held up');
console.table(results);
const slow = results.filter(({ blockMs }) => blockMs > GOAL_MS);
for (const { request, blockMs } of slow) console.error(`${request}: ${blockMs} ms, more than ${GOAL_MS}`);
process.exit(slow.length > 0 ? 1 : 0);

/** With a worker in the same process, which parses and records the answers of services. */
async function runsOfEveryKind(): Promise<void> {
  for (const kind of ['text', 'numbers', 'deep', 'digits', 'sums', 'error', 'accepted']) {
    await register(`worst-${kind}`, { endpoint: `/${kind}`, retry: kind === 'error' ? RETRIES : undefined });
  }
  const several = Array.from({ length: AT_ONCE }, (_, index) => `worst-numbers-${index}`);
  for (const name of several) await register(name, { endpoint: '/numbers' });

  await measure('run: 1 MiB of numbers', () => trigger('worst-numbers'));
  await measure(
    `run: 1 MiB of numbers, ${AT_ONCE} at once`,
    async () => (await Promise.all(several.map((name) => trigger(name))))[0]!,
  );
  await measure('run: metadata of 1,000 levels', () => trigger('worst-deep'));
  await measure('run: an integer of 140,000 digits', () => trigger('worst-digits'));
  await measure('run: an error of 900,000 characters, 5 attempts', () => trigger('worst-error'));
  await measure('run: 250 KB of text', () => trigger('worst-text'));
  await measure('run: config of 250 KB, with a key', () =>
    trigger('worst-text', `{"config":{"numbers":${numbers(BODY_BYTES - 100)}}}`, {
      'idempotency-key': String(Math.random()),
    }),
  );
  await measure('complete: metadata of 250 KB of numbers', completion);
  for (let run = 0; run < 2; run += 1) await trigger('worst-sums');

  // Copies of a run of 250 KB, enough to fill a page of any list.
  await copyRow(database, {
    table: 'scheduled_jobs',
    where: `job_name = 'worst-text' and status = 'completed'`,
    count: RUNS,
    changes: `jsonb_build_object('id', gen_random_uuid(), 'queued_at', now() + make_interval(secs => i), 'workflow_id', 'copy:' || i)`,
  });
  const { rows } = await database.query<{ id: string }>(
    `select id from scheduled_jobs where job_name = 'worst-text' order by queued_at desc limit 1`,
  );
  await measure('history: 100 runs of 250 KB', () => get('/api/jobs/worst-text/history?limit=100'));
  await measure('history: a run with 5 errors of 900,000', () =>
    get('/api/jobs/worst-error/history?limit=1'),
  );
  await measure('executions: the page with those', () => get('/api/executions?limit=100'));
  await measure('execution: of 250 KB', () => get(`/api/executions/${rows[0]!.id}`));
  await measure('stats: sums beyond 2^53', () => get('/api/jobs/worst-sums/stats?bucket=day'));
}

async function manyJobs(): Promise<void> {
  await register('many-0', { cronExpression: '0 0 * * *' });
  for (const table of ['job_schedules', 'job_definitions']) {
    await copyRow(database, {
      table,
      where: `job_name = 'many-0'`,
      count: JOBS,
      changes: `jsonb_build_object('job_name', 'many-' || i, 'cron_expression', format('%s %s * * *', i % 60, (i / 60) % 24))`,
    });
  }
  await database.query('analyze');
  await measure(`jobs: all ${JOBS}`, () => get('/api/jobs'));
  await measure(`jobs: all ${JOBS}, not compressed`, () =>
    get('/api/jobs', { 'accept-encoding': 'identity' }),
  );
  await measure('jobs: a page of 1,000', () => get('/api/jobs?limit=1000'));
  await measure(`summaries: all ${JOBS}`, () => get('/api/jobs?view=summary'));
  await measure(`summaries: ${JOBS} changed`, () =>
    get(`/api/jobs?view=summary&since=${encodeURIComponent(new Date(Date.now() - 3_000_000).toISOString())}`),
  );
  await measure(`preview beside ${JOBS} jobs`, () =>
    send('POST', '/api/cron/preview', '{"cronExpression":"0 9 * * *"}'),
  );
  const names = JSON.stringify(Array.from({ length: BULK }, (_, index) => `many-${index + 1}`));
  for (const action of ['disable', 'enable']) {
    await measure(`bulk: ${action} ${BULK}`, () =>
      send('POST', '/api/jobs/bulk', `{"action":"${action}","names":${names}}`),
    );
  }
}

async function bodies(): Promise<void> {
  const configs: Record<string, string> = {
    '250 KB of text with a long id': BIG_TEXT,
    '250 KB of numbers': numbers(BODY_BYTES - 200),
    '250 KB of long numbers': `[${'9007199254740993,'.repeat(15_000)}1]`,
    '99 levels, 250 KB at the bottom': deep(97, numbers(BODY_BYTES - 600)),
    '60,000 levels': deep(60_000, ''),
    '60,000 empty objects': `[${'{},'.repeat(60_000)}{}]`,
    'an integer of 140,000 digits': manyDigits(140_000),
  };
  for (const [what, config] of Object.entries(configs)) {
    await measure(`register: config of ${what}`, () =>
      send('POST', '/api/jobs/register', registration(config)),
    );
  }
  const fields = Array.from({ length: UNKNOWN_FIELDS }, (_, index) => `,"u${index}":1`)
    .join('')
    .slice(0, BODY_BYTES - 300)
    .replace(/,[^,]*$/, '');
  await measure('register: 22,000 unknown fields', () =>
    send('POST', '/api/jobs/register', registration('1', fields)),
  );
  await measure('patch: 22,000 unknown fields', () =>
    send('PATCH', '/api/jobs/many-0', `{${fields.slice(1)}}`),
  );
  await measure('bulk: 22,000 unknown fields', () =>
    send('POST', '/api/jobs/bulk', `{"action":"enable","names":["many-0"]${fields}}`),
  );
  await measure('register: more than may be sent', () =>
    send('POST', '/api/jobs/register', registration(numbers(4_000_000))),
  );
}

function registration(config: string, more = ''): string {
  return `{"name":"many-0","cronExpression":null,"jobType":"other","service":"worst","endpoint":"/text","config":{"c":${config}}${more}}`;
}

async function measure(request: string, act: () => Promise<Answer>): Promise<void> {
  if (!request.includes(only)) return;
  const rounds: { blockMs: number; insideMs: number; outsideMs: number; answer: Answer }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await delay(200);
    const watched = await scheduler.watch(act);
    // A delay that only one of the two saw was caused by the machine.
    rounds.push({ ...watched, blockMs: Math.min(watched.insideMs, watched.outsideMs) });
  }
  const blockMs = Math.round(median(rounds.map((round) => round.blockMs)));
  const { answer } = rounds.at(-1)!;
  results.push({
    request,
    status: answer.status,
    kB: Math.round(answer.bytes / 1_000),
    blockMs,
    inside: Math.round(median(rounds.map(({ insideMs }) => insideMs))),
    outside: Math.round(median(rounds.map(({ outsideMs }) => outsideMs))),
  });
  console.log(`${request}: ${answer.status}, ${answer.bytes} bytes, ${blockMs} ms`);
}

async function register(name: string, changes: object): Promise<void> {
  const job = {
    name,
    cronExpression: null,
    jobType: 'other',
    service: 'worst',
    endpoint: '/text',
    ...changes,
  };
  const { status } = await send('POST', '/api/jobs/register', JSON.stringify(job));
  if (status !== 200) throw new Error(`${name} was not registered: ${status}`);
}

function trigger(name: string, body = '{}', headers: Record<string, string> = {}): Promise<Answer> {
  return send('POST', `/api/jobs/${name}/trigger`, body, headers);
}

/** Runs an asynchronous job up to its report; resolves to the answer to the report. */
async function completion(): Promise<Answer> {
  const before = service.callback();
  await trigger('worst-accepted', '{}', { prefer: 'respond-async' });
  while (service.callback() === before) await delay(10);
  // The answer 202 must be recorded first.
  await delay(500);
  const { url, token } = service.callback()!;
  const body = `{"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0,"metadata":{"numbers":${numbers(BODY_BYTES - 300)}}}`;
  const path = new URL(url).pathname;
  return send('POST', path.endsWith('/complete') ? path : `${path}/complete`, body, {
    'x-scheduler-callback-token': token,
  });
}

function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send('GET', path, undefined, headers);
}

async function send(
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${scheduler.url}${path}`, {
    method,
    headers: { 'accept-encoding': 'gzip', 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
  return { status: answer.status, bytes: (await answer.arrayBuffer()).byteLength };
}
