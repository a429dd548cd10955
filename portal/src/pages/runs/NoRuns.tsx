import { Text } from '@mantine/core';
import { clock } from '../../shared/format/clock.ts';
import { formatRelative } from '../../shared/format/formatRelative.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';
import { viewerZone } from '../../shared/format/zones.ts';
import { nextRun } from './nextRun.ts';
import type { JobsByName } from '../../live/useJobsByName.ts';

export function NoRuns({ isFiltered, summaries }: { isFiltered: boolean; summaries: JobsByName }) {
  const words = useTicking((nowMs) => {
    if (isFiltered) return 'No running run matches the filter.';
    const next = nextRun(summaries.all, clock.now());
    return next === null
      ? 'Nothing is running and nothing is due.'
      : `Nothing is running. Next: ${next.displayName} ${formatRelative(next.at, nowMs, viewerZone)}.`;
  });
  return <Text c="dimmed">{words}</Text>;
}
