import { Paper, Text, Tooltip } from '@mantine/core';
import type { FigureWords } from './figures.ts';

export function Figure({ name, value, change, meaning }: FigureWords) {
  return (
    <Tooltip label={meaning} disabled={meaning === undefined} multiline maw={260}>
      <Paper withBorder p="sm" tabIndex={meaning === undefined ? undefined : 0}>
        <Text size="sm" c="dimmed">
          {name}
        </Text>
        <Text size="xl" fw={600}>
          {value}
        </Text>
        <Text size="xs" c="dimmed">
          {change ?? 'nothing to compare with'}
        </Text>
      </Paper>
    </Tooltip>
  );
}
