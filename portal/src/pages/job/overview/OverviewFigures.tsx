import { SimpleGrid, Text } from '@mantine/core';
import type { ComparedStats } from '../../../api/stats.ts';
import { Figure } from './Figure.tsx';
import { figures } from './figures.ts';

/** The figures of a period. What none of them can be compared with is said once. */
export function OverviewFigures({ stats }: { stats: ComparedStats }) {
  const shown = figures(stats);
  const isCompared = shown.some(({ comparison }) => comparison !== null);
  return (
    <>
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        {shown.map((figure) => (
          <Figure key={figure.name} {...figure} isCompared={isCompared} />
        ))}
      </SimpleGrid>
      {!isCompared && (
        <Text size="sm" c="dimmed">
          There is nothing to compare with: the job had no runs in the {stats.period.days} days before.
        </Text>
      )}
    </>
  );
}
