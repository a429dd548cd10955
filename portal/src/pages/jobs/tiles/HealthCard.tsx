import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { errorReference } from '../../../api/client/ApiError.ts';
import { healthQuery } from '../../../api/health.ts';
import { formatCount } from '../../../shared/format/formatNumber.ts';
import { formatDuration } from '../../../shared/format/formatDuration.ts';
import { Instant } from '../../../shared/ui/time/Instant.tsx';
import { viewerZone } from '../../../shared/format/zones.ts';
import classes from './HealthCard.module.css';

export function HealthCard() {
  const { data: health, error, refetch, isFetching } = useQuery(healthQuery);
  return (
    <Stack gap="xs">
      {error && <Text size="sm">Could not load the health ({errorReference(error)}).</Text>}
      {health && (
        <dl className={classes.facts}>
          <dt>Last reconcile pass</dt>
          <dd>
            {health.reconcile.lastSuccessAt === null ? (
              'never'
            ) : (
              <Instant at={health.reconcile.lastSuccessAt} zone={viewerZone} as="relative" />
            )}
          </dd>
          <dt>Worker</dt>
          <dd>{health.pollersRun ? 'polls for work' : 'does not poll'}</dd>
          <dt>Database</dt>
          <dd>{formatDuration(health.database.roundTripMs)}</dd>
          <dt>Temporal</dt>
          <dd>
            {health.temporal.roundTripMs === null
              ? 'does not answer'
              : formatDuration(health.temporal.roundTripMs)}
          </dd>
          {health.timeZones && (
            <>
              <dt>Time zone data</dt>
              <dd>{health.timeZones.version}</dd>
            </>
          )}
          <dt>Jobs not yet synced</dt>
          <dd>
            {formatCount(health.pendingJobs)} of {formatCount(health.jobs)}
          </dd>
        </dl>
      )}
      {health?.problems.map((problem) => (
        <Text key={problem} size="sm" c="var(--status-failed)">
          {problem}
        </Text>
      ))}
      <Button size="compact-sm" variant="default" loading={isFetching} onClick={() => void refetch()}>
        Ask again
      </Button>
    </Stack>
  );
}
