// GET /api/jobs: all jobs in one answer, or filtered by search, service and status in pages; or summaries.
import { createHash } from 'node:crypto';
import type { RouterContext, RouterMiddleware } from '@koa/router';
import { listSummaries } from './listSummaries.ts';
import type { JobList } from '../../../contract/jobs.ts';
import { ROUTES } from '../../../contract/routes.ts';
import { SchedulerError } from '../../../domain/errors.ts';
import type { ApiDeps } from '../../deps.ts';
import { answerJson, streamJson } from '../../response/jsonAnswer.ts';
import { servicesOf } from '../../request/caller.ts';
import { unknownFieldWarnings, validate } from '../../request/validate.ts';

/** Jobs read, written and sent at once. */
const PAGE_SIZE = 200;

const { query: Query } = ROUTES['GET /api/jobs'];
const FILTERS = Query.omit({ view: true, since: true }).keyof().options;

export function listJobs(deps: Pick<ApiDeps, 'store'>): RouterMiddleware {
  const { store } = deps;
  return async (ctx) => {
    const { services: bound } = ctx.state.caller;
    const { view, since, ...query } = validate(Query, ctx.query);
    if (view === 'summary') {
      if (bound !== undefined) throw noSummaries();
      await listSummaries(deps, ctx, since);
      return;
    }
    // Existing callers add parameters of their own, such as one that defeats caches.
    const warnings = unknownFieldWarnings(ctx.query, FILTERS);
    const about = warnings.length > 0 ? { warnings } : {};
    const { service, ...filters } = query;
    const services = servicesOf(bound, service === undefined ? undefined : [service]);
    if (Object.keys(query).length > 0) {
      const { jobs, nextCursor } = await store.listJobs({ ...filters, services });
      answerJson<JobList, 'jobs'>(ctx, { jobs }, { nextCursor, ...about });
      return;
    }
    if (await isKnown(ctx)) return;
    await streamJson(ctx, allJobs(about, services));
  };

  /** A stream has no ETag of its content; the database has a version of the list, for one short query. */
  async function isKnown(ctx: RouterContext): Promise<boolean> {
    const { version } = await store.jobsVersion({});
    // Callers with other rights see other jobs or fields.
    const { role, services } = ctx.state.caller;
    const view = JSON.stringify([ctx.url, role, services]);
    const address = createHash('sha256').update(view).digest('base64url').slice(0, 8);
    ctx.set('etag', `W/"${version}-${address}"`);
    ctx.status = 200;
    if (!ctx.fresh) return false;
    ctx.status = 304;
    return true;
  }

  async function* allJobs(
    about: Omit<JobList, 'jobs'>,
    services: readonly string[] | undefined,
  ): AsyncGenerator<string, void> {
    let page = await store.listJobs({ limit: PAGE_SIZE, services });
    yield `{"jobs":[${inner(page.jobs)}`;
    while (page.nextCursor !== null) {
      page = await store.listJobs({ limit: PAGE_SIZE, services, cursor: page.nextCursor });
      yield `,${inner(page.jobs)}`;
    }
    const rest = JSON.stringify(about).slice(1);
    yield rest === '}' ? ']}' : `],${rest}`;
  }
}

function noSummaries(): SchedulerError {
  return new SchedulerError(
    'FORBIDDEN',
    'summaries show the state of other services\' jobs, so a token bound to services cannot read them; leave out "view"',
  );
}

/** The elements of an array's JSON. */
function inner(array: string): string {
  return array.slice(1, -1);
}
