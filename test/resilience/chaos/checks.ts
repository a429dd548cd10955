// What must be true in the end, from the services' own log against the database.
import type { Client } from 'pg';
import { occurrences } from '../../../src/domain/cron/occurrences.ts';
import type { Acknowledged } from './client.ts';
import type { Call } from './service.ts';

interface Row {
  id: string;
  job_name: string;
  status: string;
  origin: string;
  scheduled_for: Date | null;
  started_at: Date | null;
  completed_at: Date | null;
  explained: boolean;
  items_processed: string | null;
  cancel_requested_at: Date | null;
  attempts: { attempt: number; class?: string }[];
  parent_execution_ids: string[];
}

export interface Evidence {
  database: Client;
  calls: Call[];
  acknowledged: Acknowledged;
  /** maxAttempts by job; 1 for all others. */
  maxAttempts: Map<string, number>;
}

export interface Verdict {
  /** One sentence for each thing that is not as it must be. */
  problems: string[];
  counts: Record<string, number | Record<string, number>>;
  rows: Row[];
}

/** Every instant at which a job was due, by the definitions in force. */
async function expectedOccurrences(database: Client): Promise<Map<string, Set<string>>> {
  const { rows } = await database.query<{
    job_name: string;
    cron_expression: string;
    time_zone: string;
    valid_from: Date;
    valid_to: Date | null;
  }>(
    'select job_name, cron_expression, time_zone, valid_from, valid_to from job_definitions where active order by valid_from',
  );
  const expected = new Map<string, Set<string>>();
  for (const { job_name, cron_expression, time_zone, valid_from, valid_to } of rows) {
    const instants = expected.get(job_name) ?? new Set();
    expected.set(job_name, instants);
    const found = occurrences({
      cronExpression: cron_expression,
      timeZone: time_zone,
      after: new Date(valid_from.getTime() - 1),
      before: valid_to ?? new Date(),
      count: 1_000_000,
    });
    found.forEach((instant) => instants.add(instant.toISOString()));
  }
  return expected;
}

async function readRows(database: Client): Promise<Row[]> {
  const { rows } = await database.query<Row>(`
    select id, job_name, status, origin, scheduled_for, started_at, completed_at, items_processed, cancel_requested_at, attempts,
      parent_execution_ids,
      coalesce(reason, error_message) is not null as explained
    from scheduled_jobs`);
  return rows;
}

/** How many rows are queued or running, and occurrences without a row. */
export async function countUnsettled(database: Client): Promise<number> {
  const rows = await readRows(database);
  const unfinished = rows.filter(({ status }) => status === 'queued' || status === 'running').length;
  const expected = await expectedOccurrences(database);
  const recorded = new Set(rows.filter(isOccurrence).map(keyOf));
  const missing = [...expected].flatMap(([jobName, instants]) =>
    [...instants].filter((instant) => !recorded.has(`${jobName} ${instant}`)),
  );
  return unfinished + missing.length + (await countUnfollowed(database));
}

/** Ends of parents that no run of an only child has followed; with several parents, the last ones may wait for others. */
async function countUnfollowed(database: Client): Promise<number> {
  const { rows } = await database.query<{ count: number }>(`
    select count(*)::integer as count from dependency_arrivals a join job_schedules j on j.job_name = a.child
    where jsonb_array_length(j.after) = 1`);
  return rows[0]!.count;
}

/** Every end of a parent belongs to exactly one run of each child, or waits for the child's other parents. */
async function dependencyProblems(database: Client, rows: Row[]): Promise<string[]> {
  const edges = await database.query<{ child: string; parent: string; follows: string; only: boolean }>(`
    select j.job_name as child, edge->>'job' as parent, edge->>'on' as follows, jsonb_array_length(j.after) = 1 as only
    from job_schedules j, jsonb_array_elements(j.after) edge`);
  const arrivals = await database.query<{ child: string; execution_id: string }>(
    'select child, execution_id from dependency_arrivals',
  );
  const waiting = new Set(arrivals.rows.map(({ child, execution_id }) => `${child} ${execution_id}`));
  const runs = countBy(
    rows.flatMap(({ job_name, origin, parent_execution_ids }) =>
      origin === 'dependency' ? parent_execution_ids.map((id) => `${job_name} ${id}`) : [],
    ),
    (key) => key,
  );
  const problems = edges.rows.flatMap(({ child, parent, follows, only }) =>
    rows
      .filter(({ job_name, status, started_at }) => {
        if (job_name !== parent) return false;
        if (follows === 'success') return status === 'completed';
        return ['completed', 'failed'].includes(status) || (status === 'cancelled' && started_at !== null);
      })
      .flatMap(({ id, status }) => {
        const key = `${child} ${id}`;
        const count = runs[key] ?? 0;
        delete runs[key];
        if (count === 1 || (count === 0 && !only && waiting.has(key))) return [];
        return [`${child} has ${count} runs after ${parent} ${id} (${status})`];
      }),
  );
  return [...problems, ...Object.keys(runs).map((key) => `a run that follows no end it waits for: ${key}`)];
}

export async function judge(evidence: Evidence): Promise<Verdict> {
  const { database, calls, acknowledged } = evidence;
  const rows = await readRows(database);
  const expected = await expectedOccurrences(database);
  const problems = [
    ...ledgerProblems(rows, expected),
    ...unfinishedProblems(rows),
    ...repeatProblems(evidence, rows),
    ...completionProblems(calls, rows),
    ...inventionProblems(calls, rows),
    ...(await acknowledgementProblems(database, acknowledged, rows)),
    ...(await dependencyProblems(database, rows)),
  ];
  const attempts = rows.flatMap((row) => row.attempts);
  return {
    problems,
    rows,
    counts: {
      occurrences: [...expected.values()].reduce((sum, { size }) => sum + size, 0),
      'rows by status': countBy(rows.filter(isOccurrence), ({ status }) => status),
      'attempts by class': countBy(attempts, (attempt) => attempt.class ?? 'open'),
      'calls received': calls.length,
      'runs after parents': countBy(
        rows.filter(({ origin }) => origin === 'dependency'),
        ({ job_name }) => job_name,
      ),
      repeats: calls.filter(({ attempt }) => attempt > 1).length,
      acknowledged: {
        registrations: acknowledged.registrations.length,
        edits: acknowledged.edits.length,
        triggers: acknowledged.triggers.length,
        cancels: acknowledged.cancels.length,
        completions: calls.filter(({ completion }) => completion?.acknowledged === 200).length,
      },
      losses: problems.length,
    },
  };
}

function isOccurrence({ origin }: Row): boolean {
  return origin === 'schedule';
}

function keyOf(row: Row): string {
  return `${row.job_name} ${row.scheduled_for?.toISOString()}`;
}

function ledgerProblems(rows: Row[], expected: Map<string, Set<string>>): string[] {
  const counts = new Map<string, number>();
  for (const row of rows.filter(isOccurrence)) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  const wanted = new Set(
    [...expected].flatMap(([jobName, instants]) => [...instants].map((instant) => `${jobName} ${instant}`)),
  );
  return [
    ...[...wanted].filter((key) => !counts.has(key)).map((key) => `no row for the occurrence ${key}`),
    ...[...counts]
      .filter(([, count]) => count > 1)
      .map(([key, count]) => `${count} rows for the occurrence ${key}`),
    ...[...counts.keys()]
      .filter((key) => !wanted.has(key))
      .map((key) => `a row for ${key}, which was not due`),
  ];
}

function unfinishedProblems(rows: Row[]): string[] {
  return rows.flatMap((row) => {
    if (row.status === 'queued' || row.status === 'running')
      return [`execution ${row.id} of ${row.job_name} stays ${row.status}`];
    if (row.status !== 'completed' && !row.explained)
      return [`execution ${row.id} is ${row.status} without a reason`];
    return [];
  });
}

/** The same attempt never arrives twice, and never more attempts than the job allows. */
function repeatProblems({ calls, maxAttempts }: Evidence, rows: Row[]): string[] {
  const jobs = new Map(rows.map(({ id, job_name }) => [id, job_name]));
  const seen = countBy(calls, ({ executionId, attempt }) => `${executionId} attempt ${attempt}`);
  const delivered = countBy(
    calls.filter(({ answer }) => answer !== 'deferred'),
    ({ executionId }) => executionId,
  );
  return [
    ...Object.entries(seen)
      .filter(([, count]) => count > 1)
      .map(([call, count]) => `${call} was sent ${count} times`),
    ...Object.entries(delivered)
      .filter(([id, count]) => count > (maxAttempts.get(jobs.get(id) ?? '') ?? 1))
      .map(([id, count]) => `execution ${id} of ${jobs.get(id)} was delivered ${count} times`),
    ...calls
      .filter(({ executionId }) => !jobs.has(executionId))
      .map(({ executionId }) => `a call for ${executionId}, which has no row`),
  ];
}

/** What the rows say of a call must be what the service knows of it. */
function inventionProblems(calls: Call[], rows: Row[]): string[] {
  const received = new Map(calls.map((call) => [`${call.executionId} ${call.attempt}`, call]));
  return rows.flatMap(({ id, attempts }) =>
    attempts.flatMap((attempt) => {
      const call = received.get(`${id} ${attempt.attempt}`);
      if (attempt.class === 'not_delivered' && call) return [`${id} was delivered and is recorded as not`];
      const said = call?.answer === 'succeeded' || call?.completion?.result.success;
      if (attempt.class === 'succeeded' && !said)
        return [`${id} is recorded as succeeded, which its service never said`];
      return [];
    }),
  );
}

function completionProblems(calls: Call[], rows: Row[]): string[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return calls.flatMap(({ executionId, attempt, completion }) => {
    if (completion?.acknowledged !== 200) return [];
    const row = byId.get(executionId);
    const recorded = row?.attempts.find((one) => one.attempt === attempt)?.class;
    const wanted = completion.result.success ? 'succeeded' : 'failed';
    if (recorded !== wanted)
      return [`the acknowledged completion of ${executionId} attempt ${attempt} is recorded as ${recorded}`];
    const kept =
      Number(row?.items_processed) === completion.result.itemsProcessed && row?.status === 'completed';
    return wanted === 'succeeded' && !kept
      ? [`the acknowledged result of ${executionId} is lost: ${row?.status}`]
      : [];
  });
}

async function acknowledgementProblems(
  database: Client,
  acknowledged: Acknowledged,
  rows: Row[],
): Promise<string[]> {
  const { registrations, edits, triggers, cancels } = acknowledged;
  const byId = new Map(rows.map((row) => [row.id, row]));
  const events = await database.query<{ job_name: string; action: string; cron: string | null }>(
    `select job_name, action, after->>'cronExpression' as cron from job_events`,
  );
  const known = new Set(
    events.rows.map(({ job_name, action, cron }) => `${job_name} ${action === 'registered' ? action : cron}`),
  );
  const inForce = await database.query<{ job_name: string; cron_expression: string | null }>(
    'select job_name, cron_expression from job_schedules',
  );
  const crons = new Map(inForce.rows.map(({ job_name, cron_expression }) => [job_name, cron_expression]));
  const last = edits.at(-1);
  return [
    ...registrations
      .filter((name) => !known.has(`${name} registered`))
      .map((name) => `registration of ${name} is lost`),
    ...edits
      .filter(({ jobName, cronExpression }) => !known.has(`${jobName} ${cronExpression}`))
      .map(({ jobName, cronExpression }) => `edit of ${jobName} to ${cronExpression} is lost`),
    ...(last && crons.get(last.jobName) !== last.cronExpression
      ? [`the last edit of ${last.jobName} is not in force`]
      : []),
    ...triggers.filter((id) => !byId.has(id)).map((id) => `trigger ${id} is lost`),
    ...cancels
      .filter((id) => !byId.get(id)?.cancel_requested_at)
      .map((id) => `cancellation of ${id} is lost`),
  ];
}

function countBy<T>(items: T[], keyFor: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyFor(item)] = (counts[keyFor(item)] ?? 0) + 1;
  return counts;
}
