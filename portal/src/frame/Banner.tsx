// Never more than one row: connection lost, else session expired, else the scheduler's own trouble, else another version.
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSelector } from '@tanstack/react-store';
import { TriangleAlert } from 'lucide-react';
import { version } from '../../../package.json';
import { errorReference } from '../api/ApiError.ts';
import { healthQuery } from '../api/health.ts';
import { session } from '../api/session.ts';
import { jobsFeed, useJobs } from '../live/jobs.ts';
import { liveInterval } from '../live/liveInterval.ts';
import { formatTimeOfDay } from '../time/formatInstant.ts';
import { viewerZone } from '../time/zones.ts';
import classes from './Banner.module.css';

export function Banner() {
  const problem = useJobs((state) => state.problem);
  const receivedAt = useJobs((state) => (state.problem ? state.receivedAt : null));
  const expired = useSelector(session, (state) => state.expired);
  const { data: health } = useQuery({ ...healthQuery, refetchInterval: liveInterval(30_000) });

  // A view that has nothing to show yet says so itself.
  if (problem && receivedAt !== null && !expired) {
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
  if (expired) return <Row>Your session has expired. Sign in again to see news and to make changes.</Row>;
  const trouble = health?.problems[0];
  if (trouble !== undefined) return <Row>{`${trouble.charAt(0).toUpperCase()}${trouble.slice(1)}.`}</Row>;
  if (health === undefined || health.version === version) return null;
  return (
    <Row>
      {isOlder(health.version)
        ? `The scheduler (${health.version}) is older than this page (${version}): some of what is here may not work until it is updated.`
        : `The scheduler was updated to ${health.version}; this page is of ${version}.`}
      <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>
        Reload
      </Button>
    </Row>
  );
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
