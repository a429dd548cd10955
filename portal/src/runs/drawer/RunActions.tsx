import { Button, Group, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ExternalLink, RotateCw, Square } from 'lucide-react';
import type { Execution } from '../../../../src/contract/executions.ts';
import { isFinished } from '../../shared/ui/status/isFinished.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { ActButton } from '../../shared/ui/ActButton.tsx';
import { useDisabledReason } from '../../actions/permissions.ts';
import { openAction } from '../../actions/openAction.ts';
import { UndoSkip } from '../../actions/UndoSkip.tsx';
import { sessionQuery } from '../../api/session.ts';
import { useTicking } from '../../shared/hooks/useTicking.ts';

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
  const { data: me } = useQuery(sessionQuery);
  const { id: executionId, cancel_requested_at: cancelRequestedAt } = execution;
  const ended = isFinished(execution.status);
  const skippedAhead = useTicking((nowMs) => skippedToCome(execution, nowMs));
  const refused = useDisabledReason(ended ? 'rerun' : 'cancel');
  const missing = isJobMissing ? 'The job was deleted' : null;
  const ask = (action: 'cancel' | 'rerun') => () => {
    if (job !== undefined) openAction({ action, jobs: [job], executionId });
  };
  return (
    <Group gap="xs">
      {skippedAhead !== null && <UndoSkip jobName={execution.job_name} scheduledFor={skippedAhead} />}
      {ended ? (
        <ActButton
          leftSection={<RotateCw size={14} />}
          disabledReason={refused ?? missing}
          disabled={job === undefined}
          onClick={ask('rerun')}
        >
          Run again with this config
        </ActButton>
      ) : (
        <ActButton
          leftSection={<Square size={14} />}
          disabledReason={
            refused ?? missing ?? (cancelRequestedAt === null ? null : 'Already being cancelled')
          }
          disabled={job === undefined}
          onClick={ask('cancel')}
        >
          Cancel run
        </ActButton>
      )}
      <TemporalLink
        url={temporalUrl}
        begun={execution.run_id !== null}
        configured={me?.temporalUiUrl != null}
      />
    </Group>
  );
}

/** The due instant of an occurrence in the future. */
function skippedToCome({ status, scheduled_for: due }: Execution, nowMs: number): string | null {
  return status === 'skipped' && due !== null && Date.parse(due) > nowMs ? due : null;
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
  const disabledReason =
    configured && !begun
      ? 'No workflow has started for this run'
      : 'The address of the Temporal Web UI is not configured: set TEMPORAL_UI_URL';
  return (
    <ActButton leftSection={icon} disabledReason={disabledReason}>
      Open in Temporal
    </ActButton>
  );
}
