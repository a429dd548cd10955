// The page map: every view, with what its URL may say.
import {
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router';
import { PORTAL_PATH } from '../api/client/address.ts';
import { auditParams } from '../pages/audit/auditParams.ts';
import { FailedPage } from './frame/FailedPage.tsx';
import { FailedRoute } from './frame/FailedRoute.tsx';
import { Frame } from './frame/Frame.tsx';
import { lazyView } from '../live/parts/lazyView.tsx';
import { NoSuchPage } from './frame/NoSuchPage.tsx';
import { JOB_TABS, jobParams, type JobTab } from '../pages/job/jobParams.ts';
import { JobsPage } from '../pages/jobs/JobsPage.tsx';
import { jobsParams } from '../pages/jobs/jobsParams.ts';
import { runsParams } from '../runs/list/runsParams.ts';
import { frameParams } from '../shared/url/frameParams.ts';
import { parseSearch, stringifySearch } from '../shared/url/searchParams.ts';

const root = createRootRoute({
  component: Frame,
  errorComponent: FailedPage,
  validateSearch: frameParams,
  search: { middlewares: [retainSearchParams(['tz'])] },
});

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/jobs', replace: true });
  },
});
const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: jobsParams,
  component: JobsPage,
});
const job = createRoute({
  getParentRoute: () => root,
  path: '/jobs/$name/{-$tab}',
  params: {
    parse: ({ name, tab }): { name: string; tab?: JobTab | undefined } => ({
      name,
      tab: JOB_TABS.find((known) => known === tab),
    }),
    stringify: ({ name, tab }) => ({ name, tab }),
  },
  validateSearch: jobParams,
  component: lazyView('the job’s page', async () => (await import('../pages/job/JobPage.tsx')).JobPage),
});
const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  validateSearch: runsParams,
  component: lazyView('the runs', async () => (await import('../pages/runs/RunsPage.tsx')).RunsPage),
});
const services = createRoute({
  getParentRoute: () => root,
  path: '/services',
  component: lazyView(
    'the services',
    async () => (await import('../pages/services/ServicesPage.tsx')).ServicesPage,
  ),
});
const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: auditParams,
  component: lazyView(
    'the audit trail',
    async () => (await import('../pages/audit/AuditPage.tsx')).AuditPage,
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([start, jobs, job, runs, services, audit]),
  basepath: PORTAL_PATH,
  parseSearch,
  stringifySearch,
  defaultErrorComponent: FailedRoute,
  defaultNotFoundComponent: NoSuchPage,
  // main.tsx has our own boundary; the router's shows its own text.
  disableGlobalCatchBoundary: true,
  defaultPreload: 'intent',
  defaultPreloadDelay: 100,
  scrollRestoration: true,
  // The list returns to its scroll position, whatever its filters.
  getScrollRestorationKey: ({ pathname, href }) => (pathname.endsWith('/jobs') ? pathname : href),
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
