// At most one message: connection lost, else session expired, else a problem of the scheduler, else another version.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSelector } from '@tanstack/react-store';
import { TriangleAlert } from 'lucide-react';
import { version } from '../../../../package.json';
import { errorReference } from '../../api/client/ApiError.ts';
import { healthQuery } from '../../api/health.ts';
import { credentials } from '../../api/client/credentials.ts';
import { jobsFeed, useJobs } from '../../live/jobs.ts';
import { usePolling } from '../../live/usePolling.ts';
import { formatTimeOfDay } from '../../shared/format/formatInstant.ts';
import { viewerZone } from '../../shared/format/zones.ts';
import classes from './Banner.module.css';
import { build } from '../../live/parts/build.ts';
import { ReloadButton } from '../../live/parts/ReloadButton.tsx';

const HEALTH_MS = 30_000;

export function Banner() {
  const problem = useJobs((state) => state.problem);
  const receivedAt = useJobs((state) => (state.problem ? state.receivedAt : null));
  const isRefused = useSelector(credentials, (state) => state.refusal !== null);
  const isOldBuild = useSelector(build, ({ isOld }) => isOld);
  const { data: health } = useQuery({ ...healthQuery, refetchInterval: usePolling(HEALTH_MS) });

  // A view without data shows the error itself.
  if (problem && receivedAt !== null && !isRefused) {
    return (
      <Row>
        Could not refresh ({errorReference(problem.error)}). What you see is from{' '}
        {formatTimeOfDay(receivedAt, viewerZone, { seconds: true })}.
        <Button size="compact-xs" variant="default" onClick={() => void jobsFeed.refresh()}>
          Retry now
        </Button>
      </Row>
    );
  }
  if (isRefused) return <Row>Your session has expired. Sign in again to see updates and make changes.</Row>;
  const trouble = health?.problems[0];
  if (trouble !== undefined) return <Row>{`${trouble.charAt(0).toUpperCase()}${trouble.slice(1)}.`}</Row>;
  const words = newVersionText(health?.version ?? version, isOldBuild);
  return (
    words !== null && (
      <Row>
        {words}
        <ReloadButton size="compact-xs" />
      </Row>
    )
  );
}

function newVersionText(scheduler: string, isOldBuild: boolean): string | null {
  if (isOlder(scheduler)) {
    return `The scheduler (${scheduler}) is older than this page (${version}). Some features may not work until it is updated.`;
  }
  if (scheduler !== version) {
    return `A new version is available: the scheduler was updated to ${scheduler}, this page is still ${version}.`;
  }
  return isOldBuild ? 'A new version of this page is available.' : null;
}

function isOlder(scheduler: string): boolean {
  return scheduler.localeCompare(version, 'en', { numeric: true }) < 0;
}

function Row({ children }: { children: React.ReactNode }) {
  return (
    <div role="alert" className={classes.banner}>
      <TriangleAlert size={16} aria-hidden />
      {children}
    </div>
  );
}
