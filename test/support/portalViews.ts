// Every view of the portal on the seeded scheduler (sharedSeed.ts), and what tells that it is there.
import type { Page } from 'playwright-core';

export interface PortalView {
  /** Below the portal's address; `:run` is a failed run of invoice-sync. */
  path: string;
  shows: string | RegExp;
  /** What is done then. */
  open?: (page: Page) => Promise<void>;
}

export const PORTAL_VIEWS = {
  jobs: { path: 'jobs', shows: 'Invoice sync' },
  'jobs-selected': {
    path: 'jobs',
    shows: 'Invoice sync',
    open: async (page: Page) => {
      await page.getByRole('checkbox', { name: /Invoice sync/ }).check();
      await page.getByText(/1 selected/).waitFor();
    },
  },
  'job-overview': { path: 'jobs/crawl-news', shows: 'Outcomes per day' },
  'job-history': { path: 'jobs/crawl-news/history', shows: /HTTP 503/ },
  'job-upcoming': { path: 'jobs/weekly-digest/upcoming', shows: /Mon/ },
  'job-settings': { path: 'jobs/crawl-news/settings', shows: /900 s/ },
  'job-dependencies': { path: 'jobs/tax-report/dependencies', shows: 'billing-close' },
  'job-audit': { path: 'jobs/rotate-logs/audit', shows: /rotates them itself/ },
  'run-drawer': { path: 'runs?run=:run', shows: /answered HTTP 503/ },
  'schedule-editor': { path: 'jobs/weekly-digest?edit=schedule', shows: 'every Monday at 09:00' },
  runs: { path: 'runs', shows: 'Finished' },
  services: { path: 'services', shows: 'crawler-service' },
  audit: { path: 'audit', shows: /rotates them itself/ },
} satisfies Record<string, PortalView>;
