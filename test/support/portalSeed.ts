// A month of a scheduler, for looking at the portal: jobs of five services, most of them well, some not.
import pMap from 'p-map';
import { Client } from 'pg';
import { occurrences } from '../../src/domain/cron/occurrences.ts';
import type { Reason } from '../../src/contract/reasons.ts';
import { occurrenceExecutionId } from '../../src/domain/identifiers.ts';
import { createRandom, type Random } from './random.ts';
import {
  acceptCalls,
  report,
  SUCCESS,
  type Answer,
  type ReceivedCall,
  type TestService,
} from './testService.ts';

/** By the service of a failing job. */
const SAID = 'the connection pool is exhausted';
const DAYS = 30;
const DAY_MS = 86_400_000;

interface SeededJob {
  name: string;
  displayName: string;
  service: string;
  jobType: string;
  cronExpression: string | null;
  timeZone?: string;
  after?: { job: string; on: string }[];
  /** Of a run, in ms. */
  usualMs: number;
  /** Outcomes of the latest runs, newest last, as in a summary's strip; all before them succeed but for some. */
  latest?: string;
}

const JOBS: SeededJob[] = [
  {
    name: 'weekly-digest',
    displayName: 'Weekly digest',
    service: 'email-service',
    jobType: 'email',
    cronExpression: '0 9 * * MON',
    timeZone: 'Europe/London',
    usualMs: 41_000,
  },
  {
    name: 'password-reminders',
    displayName: 'Password reminders',
    service: 'email-service',
    jobType: 'email',
    cronExpression: '30 7 * * *',
    usualMs: 9_000,
  },
  {
    name: 'invoice-mails',
    displayName: 'Invoice mails',
    service: 'email-service',
    jobType: 'email',
    cronExpression: '0 6 * * *',
    timeZone: 'Europe/Berlin',
    usualMs: 130_000,
    latest: 'CCSC',
  },
  {
    name: 'invoice-sync',
    displayName: 'Invoice sync',
    service: 'billing-service',
    jobType: 'other',
    cronExpression: '*/30 * * * *',
    usualMs: 4_200,
    latest: 'FFFF',
  },
  {
    name: 'billing-close',
    displayName: 'Billing close',
    service: 'billing-service',
    jobType: 'other',
    cronExpression: '0 2 L * *',
    timeZone: 'America/New_York',
    usualMs: 1_900_000,
  },
  {
    name: 'tax-report',
    displayName: 'Tax report',
    service: 'billing-service',
    jobType: 'analytics',
    cronExpression: null,
    after: [{ job: 'billing-close', on: 'success' }],
    usualMs: 60_000,
  },
  {
    name: 'dunning',
    displayName: 'Dunning',
    service: 'billing-service',
    jobType: 'email',
    cronExpression: '0 10 * * TUE#1',
    usualMs: 22_000,
  },
  {
    name: 'crawl-news',
    displayName: 'Crawl news',
    service: 'crawler-service',
    jobType: 'crawler',
    cronExpression: '*/15 * * * *',
    usualMs: 95_000,
    latest: 'CCCFC',
  },
  {
    name: 'crawl-prices',
    displayName: 'Crawl prices',
    service: 'crawler-service',
    jobType: 'crawler',
    cronExpression: 'H */2 * * *',
    usualMs: 380_000,
    latest: 'CCM',
  },
  {
    name: 'crawl-archive',
    displayName: 'Crawl the archive',
    service: 'crawler-service',
    jobType: 'crawler',
    cronExpression: '0 3 * * SAT,SUN',
    usualMs: 5_400_000,
    latest: 'CX',
  },
  {
    name: 'cleanup-uploads',
    displayName: 'Clean up uploads',
    service: 'storage-service',
    jobType: 'cleanup',
    cronExpression: '15 4 * * *',
    usualMs: 12_500,
  },
  {
    name: 'vacuum-archive',
    displayName: 'Vacuum the archive',
    service: 'storage-service',
    jobType: 'cleanup',
    cronExpression: '0 1 * * SUN',
    usualMs: 740_000,
  },
  {
    name: 'rotate-logs',
    displayName: 'Rotate logs',
    service: 'storage-service',
    jobType: 'cleanup',
    cronExpression: '0 0 * * *',
    usualMs: 800,
  },
  {
    name: 'usage-rollup',
    displayName: 'Usage rollup',
    service: 'analytics-service',
    jobType: 'analytics',
    cronExpression: '5 * * * *',
    usualMs: 17_000,
  },
  {
    name: 'funnel-report',
    displayName: 'Funnel report',
    service: 'analytics-service',
    jobType: 'analytics',
    cronExpression: '0 5 * * MON-FRI',
    usualMs: 260_000,
  },
  {
    name: 'churn-model',
    displayName: 'Churn model',
    service: 'analytics-service',
    jobType: 'analytics',
    cronExpression: '0 4 1W * *',
    usualMs: 3_100_000,
  },
];
export const SERVICES = [...new Set(JOBS.map(({ service }) => service))];

const STATUS: Record<string, string> = {
  C: 'completed',
  F: 'failed',
  S: 'skipped',
  M: 'missed',
  X: 'cancelled',
};
const REASON: Record<string, Reason> = {
  S: { code: 'overlap', details: {} },
  M: { code: 'scheduler_down', details: {} },
  X: { code: 'cancelled', details: { by: 'ana', reason: 'wrong month' } },
  F: { code: 'attempts_used', details: { attempts: 1, allowed: 1 } },
};

export interface Seeding {
  url: string;
  databaseUrl: string;
  /** Of all jobs. */
  service: TestService;
  /** So many jobs more, with a strip each. */
  synthetic: number;
}

/** Fills an empty scheduler. */
export async function seedPortal({ url, databaseUrl, service, synthetic }: Seeding): Promise<void> {
  const send = sendTo(url);
  const random = createRandom(7);
  for (const job of JOBS) {
    await send('POST', '/api/jobs/register', {
      endpoint: `/jobs/${job.name}`,
      description: `${job.displayName} of ${job.service}`,
      ...registrationOf(job),
    });
  }
  const extra = syntheticJobs(synthetic);
  await pMap(
    extra,
    (job) =>
      send('POST', '/api/jobs/register', {
        endpoint: '/run',
        description: '',
        ...registrationOf(job),
        enabled: false,
      }),
    { concurrency: 16 },
  );
  const database = new Client({ connectionString: databaseUrl });
  await database.connect();
  for (const job of [...JOBS, ...extra]) await insertHistory(database, job, random);
  await database.end();

  await send('POST', '/api/jobs/rotate-logs/disable', {
    userId: 'ana',
    reason: 'the new storage rotates them itself',
  });
  await send('POST', '/api/jobs/vacuum-archive/disable', {
    userId: 'ben',
    reason: 'migration',
    until: new Date(Date.now() + 2 * DAY_MS).toISOString(),
  });
  await send('PATCH', '/api/jobs/crawl-news', {
    timeoutSeconds: 900,
    userId: 'ana',
    reason: 'slow sources',
  });
  await send('PUT', '/api/services/crawler-service', { maxConcurrent: 2, userId: 'ana' });
  await startLongRun(send, service);
}

type Send = ReturnType<typeof sendTo>;

const sendTo =
  (url: string) =>
  async (method: string, path: string, body: object, headers: Record<string, string> = {}): Promise<void> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
  };

function registrationOf({ name, displayName, service, jobType, cronExpression, timeZone, after }: SeededJob) {
  return {
    name,
    displayName,
    service,
    jobType,
    cronExpression,
    ...(timeZone && { timeZone }),
    ...(after && { after }),
  };
}

function syntheticJobs(count: number): SeededJob[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `synthetic-${String(index).padStart(4, '0')}`,
    displayName: `Synthetic ${index}`,
    service: SERVICES[index % SERVICES.length]!,
    jobType: 'other',
    cronExpression: `${index % 60} ${index % 24} * * *`,
    usualMs: 1_000,
  }));
}

async function insertHistory(database: Client, job: SeededJob, random: Random): Promise<void> {
  const now = Date.now();
  const instants =
    job.cronExpression === null
      ? []
      : occurrences({
          cronExpression: job.cronExpression,
          timeZone: job.timeZone ?? 'UTC',
          jobName: job.name,
          after: new Date(now - DAYS * DAY_MS),
          before: new Date(now - 5_000),
          count: Infinity,
        });
  const latest = job.latest ?? '';
  const rows = instants.slice(-400).map((instant, index, shown) => {
    const fromEnd = shown.length - index;
    const letter = latest.at(-fromEnd) ?? (random.chance(0.015) ? 'F' : 'C');
    return rowOf(
      job,
      instant,
      fromEnd <= latest.length ? letter : random.chance(0.97) ? 'C' : letter,
      random,
    );
  });
  await database.query(
    `insert into scheduled_jobs (id, job_name, status, origin, scheduled_for, started_at, completed_at, duration_ms, items_processed,
       items_succeeded, items_failed, error_message, reason_code, reason_details, triggered_by, service, endpoint, config, timeout_seconds, exclusive,
       workflow_id, run_id, attempts)
     select * from jsonb_to_recordset($1) as row (id uuid, job_name text, status text, origin text, scheduled_for timestamptz,
       started_at timestamptz, completed_at timestamptz, duration_ms bigint, items_processed bigint, items_succeeded bigint,
       items_failed bigint, error_message text, reason_code text, reason_details jsonb, triggered_by text, service text, endpoint text, config jsonb,
       timeout_seconds integer, exclusive boolean, workflow_id text, run_id text, attempts jsonb)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
  await database.query(
    `update job_schedules j set last_run_at = e.started_at, last_run_execution_id = e.id, last_run_status = e.status,
       last_run_duration_ms = e.duration_ms
     from (select * from scheduled_jobs where job_name = $1 and started_at is not null order by started_at desc limit 1) e
     where j.job_name = $1`,
    [job.name],
  );
}

/** Not in the future: a run that began just now has ended by now. */
function at(ms: number): string {
  return new Date(Math.min(ms, Date.now())).toISOString();
}

function rowOf(job: SeededJob, instant: Date, letter: string, random: Random) {
  const scheduledFor = instant.toISOString();
  const began = letter === 'C' || letter === 'F' || letter === 'X';
  const startMs = instant.getTime() + random.between(20, 90);
  const durationMs = Math.round(job.usualMs * random.between(0.7, 1.6));
  const items = Math.round(random.between(20, 1_200));
  const error = `${job.service} answered HTTP 503: ${SAID}`;
  return {
    id: occurrenceExecutionId(job.name, scheduledFor),
    job_name: job.name,
    status: STATUS[letter],
    origin: 'schedule',
    scheduled_for: scheduledFor,
    started_at: began ? at(startMs) : null,
    completed_at: at(began ? startMs + durationMs : startMs),
    duration_ms: began ? durationMs : null,
    items_processed: letter === 'C' ? items : null,
    items_succeeded: letter === 'C' ? items : null,
    items_failed: letter === 'C' ? 0 : null,
    error_message: letter === 'F' ? error : null,
    reason_code: REASON[letter]?.code ?? null,
    reason_details: REASON[letter]?.details ?? null,
    triggered_by: 'scheduler',
    service: job.service,
    endpoint: `/jobs/${job.name}`,
    config: { batchSize: 500, dryRun: false },
    timeout_seconds: 300,
    exclusive: true,
    workflow_id: `job:${job.name}-${scheduledFor.slice(0, 19)}Z`,
    run_id: began ? '5f2b1d6e-0000-4000-8000-000000000000' : null,
    attempts: began
      ? [
          {
            attempt: 1,
            started_at: at(startMs + 10),
            ended_at: at(startMs + durationMs - 5),
            http_status: letter === 'F' ? 503 : 200,
            class: letter === 'C' ? 'succeeded' : letter === 'F' ? 'failed' : 'cancelled',
            ...(letter === 'F' && { error, code: 'answered', said: SAID }),
          },
        ]
      : [],
  };
}

/** The run under way of the job `export-orders`; its service has answered 202 and reported 42 %. */
async function startLongRun(send: Send, service: TestService): Promise<void> {
  await send('POST', '/api/jobs/register', {
    name: 'export-orders',
    displayName: 'Export orders',
    description: '',
    cronExpression: null,
    enabled: true,
    jobType: 'other',
    service: 'test-service',
    endpoint: '/jobs/run',
    heartbeatSeconds: 3_600,
    timeoutSeconds: 86_400,
  });
  const { handler, next } = acceptCalls();
  service.respondWith(handler);
  await send(
    'POST',
    '/api/jobs/export-orders/trigger',
    { userId: 'kim', reason: 'for the audit' },
    { prefer: 'respond-async' },
  );
  const call = await next();
  await report(call, 'progress', { percent: 42, itemsProcessed: 420, message: '420 of 1,000 orders' });
  service.respondWith(answerAsBefore);
}

/** What is due while somebody looks leaves a run like those before. */
const answerAsBefore = ({ body: { jobName } }: ReceivedCall): Answer =>
  jobName === 'invoice-sync'
    ? { status: 503, body: { ...SUCCESS, success: false, error: SAID } }
    : { body: SUCCESS };
