// docs/reference/database.md is written from the catalog of a migrated database: `npm run docs:database` writes it anew.
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestDatabase } from '../support/createDatabase.ts';
import { createTestDatabase } from '../support/testDatabase.ts';
import { ROOT } from './pages.ts';

const PAGE = join(ROOT, 'docs/reference/database.md');

/** What people ask for comes first. */
const FOR_PEOPLE = [
  'scheduled_jobs',
  'job_schedules',
  'job_events',
  'job_definitions',
  'services',
  'backfills',
];

const INTRODUCTION = `
# Database

People may query the scheduler's tables as the database's owner. Names and meanings are stable. Change nothing there: the API checks, locks and records what a statement by hand does not. Instants are \`timestamptz\`, durations end in \`_ms\` or \`_seconds\`.

Runs that failed today, with the reason:

\`\`\`sql
select job_name, scheduled_for, outcome, error_message
from scheduled_jobs
where status = 'failed' and completed_at > current_date
order by completed_at desc;
\`\`\`

Who has changed a job:

\`\`\`sql
select at, actor, on_behalf_of, source, action, before, after, reason
from job_events
where job_name = 'weekly-report'
order by id desc;
\`\`\`
`;

interface Column {
  name: string;
  type: string;
  nullable: boolean;
  comment: string | null;
  /** Definitions of the constraints on this column alone. */
  checks: string[];
}

let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

it('describes the tables as they are', async () => {
  const { rows: tables } = await client.query<{ name: string; comment: string | null; columns: Column[] }>(`
    select t.relname as name, obj_description(t.oid, 'pg_class') as comment,
      (select jsonb_agg(jsonb_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'nullable', not a.attnotnull, 'comment', col_description(t.oid, a.attnum),
          'checks', (select coalesce(jsonb_agg(pg_get_constraintdef(c.oid)), '[]') from pg_constraint c
            where c.conrelid = t.oid and c.contype = 'c' and c.conkey = array[a.attnum])) order by a.attnum)
        from pg_attribute a where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class t where t.relnamespace = 'public'::regnamespace and t.relkind = 'r' order by t.relname`);
  const first = FOR_PEOPLE.map((name) => tables.find((table) => table.name === name)!);
  const rest = tables.filter(({ name }) => !FOR_PEOPLE.includes(name));
  const page = [
    INTRODUCTION,
    ...first.map(section),
    '# Inside',
    'These tables are how the scheduler works. They may change with any version.',
    ...rest.map(section),
  ].join('\n\n');
  const options = { ...(await resolveConfig(PAGE)), parser: 'markdown' };
  await expect(await format(page.replace('# Inside', '## Inside'), options)).toMatchFileSnapshot(PAGE);
});

function section(table: { name: string; comment: string | null; columns: Column[] }): string {
  return [`### ${table.name}`, table.comment ?? '', table.columns.map(line).join('\n')].join('\n\n');
}

function line({ name, type, nullable, comment, checks }: Column): string {
  const values = checks.flatMap((check) => (check.includes('ANY') ? check.match(/'[^']+'/g)! : []));
  const kind = `${type.replace('timestamp with time zone', 'timestamptz')}${nullable ? ' or null' : ''}`;
  const about = [
    ...(values.length > 0 ? [`${values.join(', ').replaceAll("'", '`')}.`] : []),
    ...(comment === null ? [] : [comment.replaceAll(/\s+/g, ' ')]),
  ];
  return `- \`${name}\` ${kind}${about.length === 0 ? '' : `: ${about.join(' ')}`}`;
}
