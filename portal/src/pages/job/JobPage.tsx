// One job: state, history, upcoming runs, settings and audit.
import { Skeleton, Stack, Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { FailedView } from '../../live/view/FailedView.tsx';
import { Loading } from '../../shared/ui/Loading.tsx';
import { FailingBanner } from './header/FailingBanner.tsx';
import { JobAudit } from './audit/JobAudit.tsx';
import { JobDependencies } from './dependencies/JobDependencies.tsx';
import { JobHeader } from './header/JobHeader.tsx';
import { JobHistory } from './history/JobHistory.tsx';
import { JobOverview } from './overview/JobOverview.tsx';
import { JobSettingsTable } from './settings/JobSettingsTable.tsx';
import { JobUpcoming } from './upcoming/JobUpcoming.tsx';
import { JOB_TABS, type JobTab } from './jobParams.ts';
import { NoSuchJob } from './NoSuchJob.tsx';
import { useJobKeys } from './useJobKeys.ts';
import { useJobSummary } from '../../live/useJobSummary.ts';

const route = getRouteApi('/jobs/$name/{-$tab}');

const TABS: Record<JobTab, { label: string; body: (job: JobSummary) => ReactNode }> = {
  overview: { label: 'Overview', body: (job) => <JobOverview job={job} /> },
  history: { label: 'History', body: (job) => <JobHistory job={job} /> },
  upcoming: { label: 'Upcoming', body: (job) => <JobUpcoming job={job} /> },
  settings: { label: 'Settings', body: (job) => <JobSettingsTable job={job} /> },
  dependencies: { label: 'Dependencies', body: (job) => <JobDependencies job={job} /> },
  audit: { label: 'Audit', body: (job) => <JobAudit job={job} /> },
};

/** Keyed by job, so that no state of one job is shown for another. */
export function JobPage() {
  const { name } = route.useParams();
  return <PageOfJob key={name} name={name} />;
}

function PageOfJob({ name }: { name: string }) {
  const { tab = 'overview' } = route.useParams();
  const navigate = route.useNavigate();
  const { job, error, isMissing, retry } = useJobSummary(name);
  useJobKeys(job);
  if (isMissing) return <NoSuchJob name={name} />;
  if (error !== null) return <FailedView what={`job ${name}`} error={error} onRetry={retry} />;
  if (job === undefined) {
    return (
      <Loading what="the job">
        <Stack>
          <Skeleton height={32} width={320} maw="100%" />
          <Skeleton height={60} />
          <Skeleton height={300} />
        </Stack>
      </Loading>
    );
  }
  return (
    <Stack gap="md">
      <JobHeader job={job} />
      {job.failing !== null && <FailingBanner job={job} failing={job.failing} />}
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(chosen) => {
          const next = JOB_TABS.find((known) => known === chosen && known !== 'overview');
          // Filters belong to one tab.
          void navigate({ params: { name, tab: next }, search: ({ tz, run }) => ({ tz, run }) });
        }}
      >
        <Tabs.List>
          {JOB_TABS.map((known) => (
            <Tabs.Tab key={known} value={known}>
              {TABS[known].label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {JOB_TABS.map((known) => (
          <Tabs.Panel key={known} value={known} pt="md">
            {TABS[known].body(job)}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
