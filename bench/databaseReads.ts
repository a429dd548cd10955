// The API's queries, with the ms that each may take on a database of 1,100,000 executions.

const DAY_MS = 86_400_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const PAST = ['completed', 'failed', 'skipped', 'missed', 'cancelled'];
const ORIGINS = ['schedule', 'trigger', 'backfill', 'dependency'];
const SOME_JOBS = Array.from({ length: 20 }, (_, index) => `job-${String(index * 37).padStart(5, '0')}`);

export interface Read {
  name: string;
  call: string;
  args: object;
  bound: number;
}

const runs = (name: string, args: object): Read => ({
  name: `list_executions: ${name}`,
  call: 'list_executions',
  args: { limit: 50, ...args },
  bound: 20,
});
const history = (name: string, args: object, bound = 20): Read => ({
  name: `list_history: ${name}`,
  call: 'list_history',
  args: { jobName: 'busy', limit: 20, offset: 0, ...args },
  bound,
});
const events = (name: string, args: object): Read => ({
  name: `list_all_events: ${name}`,
  call: 'list_all_events',
  args: { limit: 50, ...args },
  bound: 20,
});

export const READS: Read[] = [
  runs('all', {}),
  { ...runs('all, 200', { limit: 200 }), bound: 50 },
  runs('finished, as the page of runs asks', { statuses: PAST }),
  { ...runs('running and queued', { statuses: ['running', 'queued'], limit: 200 }), bound: 50 },
  runs('missed, none there', { statuses: ['missed'] }),
  runs('failed', { statuses: ['failed'] }),
  runs('failed of a service', { statuses: ['failed'], services: ['service-7'] }),
  runs('a service', { services: ['service-7'] }),
  runs('a service without runs', { services: ['none'] }),
  runs('one job', { jobs: ['job-04321'] }),
  runs('the job with a tenth of the runs', { jobs: ['busy'] }),
  runs('a job without runs', { jobs: ['idle'] }),
  runs('20 jobs', { jobs: SOME_JOBS }),
  runs('failed of a job', { jobs: ['busy'], statuses: ['failed'] }),
  runs('a job and its service', { jobs: ['busy'], services: ['service-0'] }),
  runs('triggered', { origins: ['trigger'] }),
  runs('of backfills, none there', { origins: ['backfill'] }),
  runs('of backfills of a service', { origins: ['backfill'], services: ['service-7'] }),
  runs('failed, triggered', { origins: ['trigger'], statuses: ['failed'] }),
  runs('a week, long ago', { from: ago(20 * DAY_MS), to: ago(13 * DAY_MS) }),
  runs('failed in a week, long ago', { from: ago(20 * DAY_MS), to: ago(13 * DAY_MS), statuses: ['failed'] }),
  runs('a page far down', { before: { at: ago(DAY_MS / 8), id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' } }),
  history('first page', {}),
  history('at offset 90,000', { offset: 90_000 }, 100),
  history('failed', { statuses: ['failed'] }),
  history('triggered', { origins: ['trigger'] }),
  history('of backfills, none there', { origins: ['backfill'] }),
  history('finished, from all origins', { statuses: PAST, origins: ORIGINS }),
  history('a week', { from: ago(20 * DAY_MS), to: ago(13 * DAY_MS) }),
  history('a job without runs', { jobName: 'idle' }),
  {
    name: 'job_stats: 30 days, buckets and previous',
    call: 'job_stats',
    args: { jobName: 'busy', from: ago(30 * DAY_MS), to: ago(0), bucket: 'day', previous: true },
    bound: 50,
  },
  {
    name: 'job_stats: 365 days, buckets and previous',
    call: 'job_stats',
    args: { jobName: 'busy', from: ago(365 * DAY_MS), to: ago(0), bucket: 'day', previous: true },
    bound: 50,
  },
  events('all', {}),
  events('without machine events', { machine: false }),
  events('machine events', { machine: true }),
  events('of a person', { actors: ['ana'], machine: false }),
  events('of nobody', { actors: ['nobody'], machine: false }),
  events('an action', { actions: ['disabled'], machine: false }),
  events('an action that never was', { actions: ['deleted'] }),
  events('of a job', { jobs: ['job-00100'], machine: false }),
  events('a day, long ago', { from: ago(20 * DAY_MS), to: ago(19 * DAY_MS) }),
  {
    name: 'list_events: of a job',
    call: 'list_events',
    args: { jobName: 'job-00100', limit: 50 },
    bound: 20,
  },
  { name: 'list_summaries: 1,000', call: 'list_summaries', args: {}, bound: 100 },
  { name: 'list_summaries: one', call: 'list_summaries', args: { jobName: 'busy' }, bound: 20 },
  {
    name: 'list_summaries: nothing has changed since',
    call: 'list_summaries',
    args: { since: '2099-01-01T00:00:00.000Z' },
    bound: 20,
  },
  { name: 'list_jobs: 1,000', call: 'list_jobs', args: {}, bound: 100 },
  {
    name: 'list_jobs: search',
    call: 'list_jobs',
    args: { search: 'job-0999', limit: 50 },
    bound: 100,
  },
  {
    name: 'list_jobs: running',
    call: 'list_jobs',
    args: { status: 'running', limit: 50 },
    bound: 20,
  },
  {
    name: 'list_jobs: of a service',
    call: 'list_jobs',
    args: { service: 'service-7', limit: 50 },
    bound: 20,
  },
  { name: 'list_services', call: 'list_services', args: {}, bound: 50 },
  { name: 'count_jobs', call: 'count_jobs', args: {}, bound: 20 },
];
