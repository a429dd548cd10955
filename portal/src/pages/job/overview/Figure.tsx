import { Paper, Text, Tooltip } from '@mantine/core';
import type { FigureWords } from './figures.ts';

/** @param isCompared false: no figure has a comparison, which is said once for all of them */
export function Figure({
  name,
  value,
  comparison,
  meaning,
  isCompared,
}: FigureWords & { isCompared: boolean }) {
  return (
    <Tooltip label={meaning} disabled={meaning === undefined} multiline maw={260}>
      <Paper withBorder p="sm" tabIndex={meaning === undefined ? undefined : 0}>
        <Text size="sm" c="dimmed">
          {name}
        </Text>
        <Text size="xl" fw={600}>
          {value}
        </Text>
        {isCompared && (
          <Text size="xs" c="dimmed">
            {comparison ?? 'no earlier runs to compare with'}
          </Text>
        )}
      </Paper>
    </Tooltip>
  );
}
