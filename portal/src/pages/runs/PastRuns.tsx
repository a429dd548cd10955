import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ExecutionPage, ExecutionRow } from '../../../../src/contract/executions.ts';
import { LoadingRows } from '../../shared/ui/LoadingRows.tsx';
import { Pager } from '../../shared/ui/Pager.tsx';
import { Stale } from '../../shared/ui/Stale.tsx';
import { OneZone } from '../../shared/ui/time/OneZone.tsx';
import { groupRuns } from './groupRuns.ts';
import { NewerRuns } from '../../runs/list/NewerRuns.tsx';
import { PastRunGroup } from './PastRunGroup.tsx';
import { useFrozenRows } from '../../runs/list/useFrozenRows.ts';
import type { JobsByName } from '../../live/useJobsByName.ts';
import classes from '../../runs/list/RunTable.module.css';

export interface PastRunsProps {
  page: ExecutionPage | undefined;
  /** The page still shows the previous query. */
  isOfBefore: boolean;
  failure: ReactNode;
  /** Changes with the query. */
  view: string;
  isFiltered: boolean;
  summaries: JobsByName;
  cursor: string | undefined;
  onCursor: (cursor: string | undefined) => void;
}

/** Finished runs, newest first; new ones wait behind the "newer runs" button. */
export function PastRuns(props: PastRunsProps) {
  const { page, isOfBefore, failure, view, isFiltered, summaries, cursor, onCursor } = props;
  const { rows, newer, showNewer } = useFrozenRows<ExecutionRow>(
    page && { rows: page.executions, isWhole: page.nextCursor === null, isOfBefore },
    view,
  );
  const groups = groupRuns(rows, {
    newer: cursor !== undefined || newer > 0,
    older: page?.nextCursor != null,
  });
  return (
    <section aria-label="Finished runs">
      <Group justify="space-between" mb={4} mih={30}>
        <Title order={2} size="h5">
          Finished
        </Title>
        <NewerRuns count={newer} onShow={showNewer} />
      </Group>
      {failure}
      {page === undefined && failure === null && (
        <LoadingRows what="the finished runs" headHeight={34} rowHeight={51} />
      )}
      {page !== undefined && !isOfBefore && rows.length === 0 && (
        <Text c="dimmed">
          {isFiltered
            ? 'No finished run matches. Clear the filters or choose a longer period.'
            : 'No run has finished yet.'}
        </Text>
      )}
      <Stale when={isOfBefore}>
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
              <OneZone>
                {groups.map((group) => (
                  <PastRunGroup key={group.runs[0].id} group={group} summaries={summaries} />
                ))}
              </OneZone>
            </tbody>
          </table>
        )}
        <Pager of="runs" cursor={cursor} next={page?.nextCursor} isWaiting={isOfBefore} onCursor={onCursor} />
      </Stale>
    </section>
  );
}
