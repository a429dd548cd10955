// Explains the expression: description, next runs, warnings. Its height is fixed, so that typing moves nothing.
import { Alert, Badge, Stack, Table, Text, Title } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import type { CronPreview } from '../../../../src/contract/cronPreview.ts';
import { formatCount } from '../../shared/format/formatNumber.ts';
import { formatInstant } from '../../shared/format/formatInstant.ts';
import { distance } from '../../shared/format/formatRelative.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';
import { viewerZone } from '../../shared/format/zones.ts';
import classes from './SchedulePreview.module.css';

interface SchedulePreviewProps {
  /** The last valid one. */
  preview: CronPreview | undefined;
  stale: boolean;
  invalid: boolean;
  timeZone: string;
}

export function SchedulePreview({ preview, stale, invalid, timeZone }: SchedulePreviewProps) {
  return (
    <section className={classes['preview']} data-stale={stale || undefined} aria-label="Preview">
      {invalid && preview !== undefined && (
        <Text size="sm" fw={600}>
          Preview of the last valid expression
        </Text>
      )}
      {preview !== undefined && <Meaning preview={preview} timeZone={timeZone} />}
    </section>
  );
}

function Meaning({ preview, timeZone }: { preview: CronPreview; timeZone: string }) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h4" aria-live="polite">
        {preview.description}
      </Title>
      <Text size="sm" c="dimmed">
        runs about {formatCount(preview.runsPerYear)} times a year
        {preview.sharing !== null && preview.sharing.otherJobs > 0
          ? `; ${formatCount(preview.sharing.otherJobs)} other jobs start at the same time as its next run`
          : ''}
      </Text>
      {preview.warnings.map(({ code, message }) => (
        <Alert key={`${code} ${message}`} color="yellow" icon={<TriangleAlert size={16} />} p="xs">
          {message}
        </Alert>
      ))}
      <NextRuns upcoming={preview.upcoming} timeZone={timeZone} />
    </Stack>
  );
}

/** Runs that have become due in the meantime are left out. */
function NextRuns({ upcoming, timeZone }: { upcoming: CronPreview['upcoming']; timeZone: string }) {
  const nowMs = useTicking((now) => now);
  const zones = [...new Set([timeZone, viewerZone])];
  const seconds = upcoming.some(({ scheduledFor }) => !scheduledFor.endsWith(':00.000Z'));
  return (
    <Table
      aria-label="Next runs"
      withRowBorders={false}
      verticalSpacing={2}
      horizontalSpacing={4}
      style={{ overflowWrap: 'anywhere' }}
    >
      <Table.Thead>
        <Table.Tr>
          {zones.map((zone) => (
            <Table.Th key={zone}>{zone}</Table.Th>
          ))}
          <Table.Th>From now</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {upcoming
          .filter(({ scheduledFor }) => Date.parse(scheduledFor) > nowMs)
          .map(({ scheduledFor, changed }) => (
            <Table.Tr key={scheduledFor}>
              {zones.map((zone, index) => (
                <Table.Td key={zone}>
                  {formatInstant(scheduledFor, zone, { nowMs, seconds })}{' '}
                  {index === 0 && changed && (
                    <Badge size="xs" variant="outline" tt="none">
                      new
                    </Badge>
                  )}
                </Table.Td>
              ))}
              <Table.Td>{ahead(Date.parse(scheduledFor) - nowMs)}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}

/** The date stands beside it. */
function ahead(ms: number): string {
  return ms < 1_000 ? 'now' : `in ${distance(ms)}`;
}
