import { Group, Paper, Text } from '@mantine/core';
import type { Execution } from '../../../../src/contract/executions.ts';
import { StatusLabel } from '../../shared/ui/status/StatusLabel.tsx';
import { formatDuration } from '../../shared/format/formatDuration.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';
import { SentenceText } from './SentenceText.tsx';
import { runWord } from './runWord.ts';
import { whyRun } from './whyRun.ts';

/** Outcome, duration and the reason, first of all: what an operator came for. */
export function RunWhy({ execution, zone }: { execution: Execution; zone: string | undefined }) {
  const { status, error_message: error } = execution;
  const why = whyRun(execution).parts;
  return (
    <Paper
      withBorder
      p="sm"
      style={{ borderLeft: `4px solid var(--status-${status})`, background: 'var(--ground-raised)' }}
    >
      <Group justify="space-between" mb={4}>
        <StatusLabel status={status} word={runWord(execution)} />
        <RunDuration execution={execution} />
      </Group>
      {why.length > 0 && (
        <Text style={{ overflowWrap: 'anywhere' }}>
          <SentenceText sentence={why} zone={zone} />
        </Text>
      )}
      {status === 'failed' && error !== null && !why.includes(error) && (
        <Text size="sm" mt={4} c="dimmed" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {error}
        </Text>
      )}
    </Paper>
  );
}

function RunDuration({ execution }: { execution: Execution }) {
  const { started_at: started, duration_ms: duration, status } = execution;
  const words = useTicking((nowMs) => {
    if (duration !== null) return formatDuration(duration);
    if (status !== 'running' || started === null) return null;
    return `for ${formatDuration(nowMs - Date.parse(started))}`;
  });
  return words !== null && <Text>{words}</Text>;
}
