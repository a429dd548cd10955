import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { Execution } from '../../../../src/contract/executions.ts';
import { historyQuery } from '../../api/executions.ts';
import { rowTime } from '../list/rowTime.ts';

/** How many newer runs are looked through for the next one. */
const NEWER = 100;

/** The runs of the job before and after this one, also by `[` and `]`. */
export function RunNeighbours({ execution }: { execution: Execution }) {
  const navigate = useNavigate();
  const { id, job_name: jobName } = execution;
  const at = rowTime(execution);
  const older = useQuery(historyQuery(jobName, { to: at, limit: 5 }));
  const newer = useQuery(historyQuery(jobName, { from: at, limit: NEWER }));
  const before = older.data?.executions.find((run) => run.id !== id && rowTime(run) <= at)?.id;
  // With more than that between, the oldest of them is not the next one.
  const after =
    newer.data?.nextCursor === null
      ? newer.data.executions.findLast((run) => run.id !== id && rowTime(run) >= at)?.id
      : undefined;
  const open = (run: string | undefined) => () => {
    if (run !== undefined) {
      void navigate({ to: '.', search: (search) => ({ ...search, run }), replace: true, resetScroll: false });
    }
  };
  useHotkeys([
    ['[', open(before)],
    [']', open(after)],
  ]);
  return (
    <Group gap={4}>
      <Tooltip label="Run before  [">
        <ActionIcon variant="default" aria-label="Run before" disabled={!before} onClick={open(before)}>
          <ChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Run after  ]">
        <ActionIcon variant="default" aria-label="Run after" disabled={!after} onClick={open(after)}>
          <ChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
