import { Group, Progress, Text } from '@mantine/core';
import type { ExecutionRow as Execution } from '../../../src/contract/executions.ts';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import { useTicking } from '../shared/hooks/useTicking.ts';
import { progressText, signOfLife } from './progressText.ts';

/** Progress of an asynchronous run, and its last sign of life. */
export function RunProgress({
  execution,
  summary,
}: {
  execution: Execution;
  summary: JobSummary | undefined;
}) {
  const { progress, heartbeat_at: heartbeatAt, id } = execution;
  const running = summary?.running;
  const stuckSeconds = running?.executionId === id ? running.heartbeatSeconds : null;
  const life = useTicking((nowMs) =>
    heartbeatAt === null ? null : signOfLife(nowMs - Date.parse(heartbeatAt), stuckSeconds),
  );
  if (progress === null && life === null) return null;
  return (
    <>
      {progress?.percent !== undefined && (
        <Progress value={progress.percent} mt={4} aria-label={`${progress.percent} % done`} />
      )}
      <Group justify="space-between" gap="xs" mt={4}>
        <Text size="sm">{progress === null ? 'No progress reported yet' : progressText(progress)}</Text>
        <Text size="sm" c="dimmed">
          {life}
        </Text>
      </Group>
      {progress?.message !== undefined && (
        <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {progress.message}
        </Text>
      )}
    </>
  );
}
