import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { RunPage } from '../api/executions.ts';
import { FailedView } from '../frame/FailedView.tsx';
import { groupFailures } from './groupFailures.ts';
import { NewerRuns } from './NewerRuns.tsx';
import { PastRunGroup } from './PastRunGroup.tsx';
import { useHeldRows } from './useHeldRows.ts';
import type { Summaries } from './useSummaries.ts';
import classes from './RunTable.module.css';

export interface PastRunsProps {
  page: RunPage | undefined;
  error: Error | null;
  onRetry: () => void;
  /** Another value = another question. */
  view: string;
  summaries: Summaries;
  cursor: string | undefined;
  onCursor: (cursor: string | undefined) => void;
}

/** What has ended, newest first; new rows wait behind a pill. */
export function PastRuns({ page, error, onRetry, view, summaries, cursor, onCursor }: PastRunsProps) {
  const { rows, newer, showNewer } = useHeldRows(page?.executions, view);
  return (
    <section aria-label="Finished runs">
      <Group justify="space-between" mb={4} mih={30}>
        <Title order={2} size="h5">
          Finished
        </Title>
        <NewerRuns count={newer} onShow={showNewer} />
      </Group>
      {error !== null && <FailedView what="the finished runs" error={error} onRetry={onRetry} />}
      {page === undefined && error === null && (
        <Stack gap={4}>
          {Array.from({ length: 8 }, (_, index) => (
            <Skeleton key={index} height={44} />
          ))}
        </Stack>
      )}
      {page !== undefined && rows.length === 0 && (
        <Text c="dimmed">No finished run matches. Clear the filters, or choose a longer time.</Text>
      )}
      {rows.length > 0 && (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th>Outcome</th>
              <th>Job</th>
              <th>When</th>
              <th className={classes['number']}>Duration</th>
              <th>Triggered by</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {groupFailures(rows).map((group) => (
              <PastRunGroup key={group.runs[0].id} group={group} summaries={summaries} />
            ))}
          </tbody>
        </table>
      )}
      <Group mt="sm">
        {cursor !== undefined && (
          <Button variant="default" size="xs" onClick={() => onCursor(undefined)}>
            Newest runs
          </Button>
        )}
        {page?.nextCursor != null && (
          <Button variant="default" size="xs" onClick={() => onCursor(page.nextCursor ?? undefined)}>
            Older runs
          </Button>
        )}
      </Group>
    </section>
  );
}
