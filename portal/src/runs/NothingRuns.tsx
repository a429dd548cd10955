import { Text } from '@mantine/core';
import { clock } from '../time/clock.ts';
import { formatRelative } from '../time/formatRelative.ts';
import { useTicking } from '../time/useTicking.ts';
import { viewerZone } from '../time/zones.ts';
import { nextRun } from './nextRun.ts';
import type { Summaries } from './useSummaries.ts';

export function NothingRuns({ isFiltered, summaries }: { isFiltered: boolean; summaries: Summaries }) {
  const words = useTicking((nowMs) => {
    if (isFiltered) return 'Nothing that matches the filter is running.';
    const next = nextRun(summaries.all, clock.now());
    return next === null
      ? 'Nothing is running, and nothing is due.'
      : `Nothing is running. Next: ${next.displayName} ${formatRelative(next.at, nowMs, viewerZone)}.`;
  });
  return <Text c="dimmed">{words}</Text>;
}
