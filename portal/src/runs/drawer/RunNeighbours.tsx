import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useMemo } from 'react';
import type { Execution } from '../../../../src/contract/executions.ts';
import { historyQuery } from '../../api/executions.ts';
import { useShortcuts, type Shortcuts } from '../../shared/hooks/useShortcuts.ts';
import { historyTime } from '../list/runTimes.ts';
import { neighboursOf } from './neighbours.ts';

/** How many newer runs are looked through for the next one. */
const NEWER = 100;
const NO_SHORTCUTS: Shortcuts = {};

/**
 * The runs of the job before and after this one, also by `[` and `]`.
 * @param isTop no dialog lies over the drawer
 */
export function RunNeighbours({ execution, isTop }: { execution: Execution; isTop: boolean }) {
  const navigate = useNavigate();
  const { id, job_name: jobName } = execution;
  const at = historyTime(execution);
  const earlier = useQuery(historyQuery(jobName, { to: at, limit: 1 }));
  const sinceThen = useQuery(historyQuery(jobName, { from: at, limit: NEWER }));
  const { before, after } = neighboursOf(id, {
    sinceThen: sinceThen.data?.executions,
    earlier: earlier.data?.executions,
  });
  const { openBefore, openAfter } = useMemo(() => {
    const open = (run: string | undefined) => () => {
      if (run === undefined) return;
      void navigate({ to: '.', search: (search) => ({ ...search, run }), replace: true, resetScroll: false });
    };
    return { openBefore: open(before), openAfter: open(after) };
  }, [navigate, before, after]);
  const shortcuts = useMemo(() => ({ '[': openBefore, ']': openAfter }), [openBefore, openAfter]);
  useShortcuts(isTop ? shortcuts : NO_SHORTCUTS, 'dialog');
  return (
    <Group gap={4}>
      <Tooltip label="Previous run  [">
        <ActionIcon variant="default" aria-label="Previous run" disabled={!before} onClick={openBefore}>
          <ChevronLeft size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Next run  ]">
        <ActionIcon variant="default" aria-label="Next run" disabled={!after} onClick={openAfter}>
          <ChevronRight size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
