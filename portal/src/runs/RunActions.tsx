import { Button, Group, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ExternalLink, RotateCw, Square } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Execution } from '../../../src/contract/execution.ts';
import { isFinished } from '../status/isFinished.ts';
import type { JobSummary } from '../../../src/contract/jobSummary.ts';
import { openAction } from '../actions/openAction.ts';
import { meQuery } from '../api/me.ts';

export function RunActions({
  execution,
  job,
  isJobMissing,
  temporalUrl,
}: {
  execution: Execution;
  job: JobSummary | undefined;
  isJobMissing: boolean;
  temporalUrl: string | null;
}) {
  const { data: me } = useQuery(meQuery);
  const { id: executionId, cancel_requested_at: cancelRequestedAt } = execution;
  const ended = isFinished(execution.status);
  const viewer = me?.role === 'viewer' ? 'Needs the role admin' : null;
  const missing = isJobMissing ? 'The job was deleted' : null;
  const ask = (action: 'cancel' | 'rerun') => () => {
    if (job !== undefined) openAction({ action, jobs: [job], executionId });
  };
  return (
    <Group gap="xs">
      {ended ? (
        <Act
          words="Run again with this config"
          icon={<RotateCw size={14} />}
          refusal={viewer ?? missing}
          loading={job === undefined}
          onClick={ask('rerun')}
        />
      ) : (
        <Act
          words="Cancel run"
          icon={<Square size={14} />}
          refusal={viewer ?? missing ?? (cancelRequestedAt === null ? null : 'It is being cancelled already')}
          loading={job === undefined}
          onClick={ask('cancel')}
        />
      )}
      <TemporalLink
        url={temporalUrl}
        begun={execution.run_id !== null}
        configured={me?.temporalUiUrl != null}
      />
    </Group>
  );
}

function Act({
  words,
  icon,
  refusal,
  loading,
  onClick,
}: {
  words: string;
  icon: ReactNode;
  /** Why it cannot be done; null = it can. */
  refusal: string | null;
  loading: boolean;
  onClick: () => void;
}) {
  const off = refusal !== null;
  return (
    <Tooltip label={refusal} disabled={!off}>
      <Button
        size="xs"
        variant="default"
        leftSection={icon}
        aria-disabled={off}
        {...(off && { 'data-disabled': true })}
        disabled={!off && loading}
        onClick={() => !off && onClick()}
      >
        {words}
      </Button>
    </Tooltip>
  );
}

function TemporalLink({
  url,
  begun,
  configured,
}: {
  url: string | null;
  begun: boolean;
  configured: boolean;
}) {
  const icon = <ExternalLink size={14} />;
  if (url !== null) {
    return (
      <Tooltip label="New tab. Temporal deletes closed runs after the retention of its namespace, 30 days or more.">
        <Button
          component="a"
          href={url}
          target="_blank"
          rel="noreferrer"
          size="xs"
          variant="default"
          leftSection={icon}
        >
          Open in Temporal
        </Button>
      </Tooltip>
    );
  }
  const refusal =
    configured && !begun
      ? 'No workflow has begun for this run'
      : 'The scheduler has no address of the Temporal Web UI: set TEMPORAL_UI_URL';
  return (
    <Act words="Open in Temporal" icon={icon} refusal={refusal} loading={false} onClick={() => undefined} />
  );
}
