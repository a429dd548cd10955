import { Button, Menu } from '@mantine/core';
import { ChevronDown, CircleDot, Pause, WifiOff } from 'lucide-react';
import { errorReference } from '../../api/client/ApiError.ts';
import { jobsFeed, useJobs } from '../../live/jobs.ts';
import type { JobsState } from '../../live/jobsFeed.ts';
import { distance } from '../../shared/format/formatRelative.ts';
import { formatTimeOfDay } from '../../shared/format/formatInstant.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';
import { viewerZone } from '../../shared/format/zones.ts';
import { toggleLive } from './toggleLive.ts';

/** Shows whether the page is up to date. A click pauses and resumes. */
export function LiveChip() {
  const state = useJobs((all) => all);
  const text = useTicking(() => chipText(state, Date.now()));
  const Icon = state.problem ? WifiOff : state.paused ? Pause : CircleDot;
  const colour = state.problem ? 'var(--status-failed)' : state.paused ? 'var(--status-paused)' : 'inherit';
  return (
    <Button.Group>
      <Button
        size="compact-sm"
        variant="default"
        c={colour}
        leftSection={<Icon size={14} aria-hidden />}
        onClick={toggleLive}
        aria-pressed={state.paused}
        aria-keyshortcuts="l"
        title={state.paused ? 'Resume (l)' : 'Pause (l): the page stops updating'}
      >
        {text}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="default" px={4} aria-label="Live updates: more">
            <ChevronDown size={14} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void jobsFeed.refresh()}>Refresh now</Menu.Item>
          <Menu.Item onClick={toggleLive}>
            {state.paused ? 'Resume live updates' : 'Pause live updates'}
          </Menu.Item>
          {state.problem && <Menu.Label>Last attempt: {errorReference(state.problem.error)}</Menu.Label>}
        </Menu.Dropdown>
      </Menu>
    </Button.Group>
  );
}

function chipText({ paused, problem, receivedAt }: JobsState, nowMs: number): string {
  const since =
    receivedAt === null
      ? 'no data'
      : `data from ${formatTimeOfDay(receivedAt, viewerZone, { seconds: true })}`;
  if (problem) {
    const retry = paused ? 'paused' : `retrying in ${distance(Math.max(0, problem.retryAt - nowMs))}`;
    return `Offline, ${since}, ${retry}`;
  }
  if (paused) return `Paused, ${since}`;
  return receivedAt === null ? 'Loading' : `Live, ${formatAgo(nowMs - receivedAt)}`;
}

function formatAgo(ms: number): string {
  return ms < 1_000 ? 'now' : `${distance(ms)} ago`;
}
