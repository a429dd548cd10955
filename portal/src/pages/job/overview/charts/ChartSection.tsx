import { Button, Group, Paper, Table, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { StatsDay } from '../../../../../../src/contract/stats.ts';
import classes from './ChartSection.module.css';
import { formatDay } from '../../../../shared/format/formatDay.ts';

/** A chart with a one-sentence summary and a table view. */
export function ChartSection({
  title,
  summary,
  days,
  columns,
  onDay,
  children,
}: {
  title: string;
  summary: string;
  days: readonly StatsDay[];
  columns: Readonly<Record<string, (day: StatsDay) => string>>;
  onDay: (day: string) => void;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Paper withBorder p="sm" component="section" aria-label={title}>
      <Group justify="space-between">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Button
          size="compact-xs"
          variant="subtle"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {summary}
      </Text>
      {asTable ? (
        <Table.ScrollContainer minWidth={0} mah={320}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Day (UTC)</Table.Th>
                {Object.keys(columns).map((name) => (
                  <Table.Th key={name} ta="right">
                    {name}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {days.toReversed().map((day) => (
                <Table.Tr key={day.day}>
                  <Table.Td>
                    <Button size="compact-xs" variant="subtle" onClick={() => onDay(day.day)}>
                      {formatDay(day.day)}
                    </Button>
                  </Table.Td>
                  {Object.entries(columns).map(([name, value]) => (
                    <Table.Td key={name} ta="right">
                      {value(day)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ) : (
        <div className={classes['chart']}>{children}</div>
      )}
    </Paper>
  );
}
