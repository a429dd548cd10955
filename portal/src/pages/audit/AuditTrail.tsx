import { Button, Group, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { auditQuery } from '../../api/audit.ts';
import { LoadingRows } from '../../shared/ui/LoadingRows.tsx';
import { Pager } from '../../shared/ui/Pager.tsx';
import { Stale } from '../../shared/ui/Stale.tsx';
import { useView } from '../../live/view/useView.tsx';
import { useJobsPending } from '../../live/jobs.ts';
import { usePolling } from '../../live/usePolling.ts';
import { formatCount } from '../../shared/format/formatNumber.ts';
import { PAST_RUNS_MS } from '../../live/intervals.ts';
import { AuditRows } from './AuditRows.tsx';
import type { AuditParams } from './auditParams.ts';
import classes from './AuditTrail.module.css';

/** Height of the buttons above the table, px, reserved while it loads. */
const TOOLS_HEIGHT = 30;

/** The trail of all jobs, or of one. */
export function AuditTrail({
  filters,
  onMachine,
  onCursor,
  ofOneJob = false,
}: {
  filters: AuditParams;
  onMachine: (machine: AuditParams['machine']) => void;
  onCursor: (cursor: string | undefined) => void;
  ofOneJob?: boolean;
}) {
  const { before: cursor, machine, ...asked } = filters;
  const { who, action, job, from, to } = asked;
  const interval = usePolling(PAST_RUNS_MS);
  const trail = useQuery({
    ...auditQuery({ who, action, job, from, to, cursor, machine: machine ? undefined : 'false' }),
    refetchInterval: cursor === undefined && interval,
    placeholderData: keepPreviousData,
  });
  const { data, failure } = useView('the audit trail', trail, JSON.stringify(filters));
  const jobsPending = useJobsPending();
  if (data === undefined || jobsPending) {
    return (
      failure ?? (
        <Stack gap="sm">
          <Group mih={TOOLS_HEIGHT} />
          <LoadingRows what="the audit trail" headHeight={34} rowHeight={56} />
        </Stack>
      )
    );
  }
  const { events, nextCursor, machineCount } = data;
  return (
    <Stack gap="sm">
      {failure}
      <Stale when={trail.isPlaceholderData}>
        <Group mih={TOOLS_HEIGHT}>
          {(machine === 'show' || machineCount > 0) && (
            <Button
              variant="default"
              size="xs"
              h="auto"
              mih={TOOLS_HEIGHT}
              styles={{ label: { whiteSpace: 'normal' } }}
              aria-pressed={machine === 'show'}
              onClick={() => onMachine(machine === 'show' ? undefined : 'show')}
            >
              {machine === 'show'
                ? 'Hide registrations and repairs'
                : `Show registrations and repairs (${formatCount(machineCount)}${machineCount === 1_000 ? ' or more' : ''})`}
            </Button>
          )}
        </Group>
        {events.length === 0 ? (
          <Text c="dimmed">Nobody has changed anything{cursor === undefined ? '' : ' before'}.</Text>
        ) : (
          <table className={classes['table']}>
            <thead>
              <tr>
                <th>When</th>
                <th>Who did what</th>
                <th>Change</th>
                <th>Reason</th>
                <th>By way of</th>
                <th aria-label="Actions" />
              </tr>
            </thead>
            <tbody>
              <AuditRows
                events={events}
                ofOneJob={ofOneJob}
                more={{ newer: cursor !== undefined, older: nextCursor !== null }}
              />
            </tbody>
          </table>
        )}
        <Pager
          of="entries"
          cursor={cursor}
          next={nextCursor}
          isWaiting={trail.isPlaceholderData}
          onCursor={onCursor}
        />
      </Stale>
    </Stack>
  );
}
