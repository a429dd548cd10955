import { Alert, Anchor, JsonInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { triggerJob } from '../../api/changes.ts';
import { parseExactly } from '../../api/client/exactJson.ts';
import { clock } from '../../shared/format/clock.ts';
import { distance } from '../../shared/format/formatRelative.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { configProblem, parseConfig } from './fields/jobConfigText.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useJobAsOpened } from './useJobAsOpened.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function TriggerDialog({ job, onClose }: JobDialogProps) {
  const { whole, failure } = useJobAsOpened(job);
  const [typed, setTyped] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const config = typed ?? (whole === undefined ? null : JSON.stringify(whole.config, null, 2));
  const problem = config === null ? null : configProblem(config);
  const mutation = useJobMutation({
    names: [job.name],
    send: () =>
      triggerJob(job.name, {
        config: typed === null ? undefined : parseConfig(typed),
        reason: reason.trim() || undefined,
      }),
    onDone: ({ message, executionId }) => {
      toastDone(
        <>
          {message} <RunLink executionId={executionId} words="Open the run" />
        </>,
      );
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Run ${job.displayName} now?`}
      effect={`${job.service} gets POST ${job.endpoint}. The schedule does not change.`}
      confirm="Run now"
      mutation={mutation}
      missing={problem}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    >
      {job.running !== null && (
        <Alert color="yellow">
          A run has been in progress for {distance(clock.now() - Date.parse(job.running.startedAt))}.{' '}
          {OVERLAP[job.overlap]} <RunLink executionId={job.running.executionId} words="Open that run" />
        </Alert>
      )}
      <JsonInput
        label="Config"
        description="This run only"
        autosize
        minRows={3}
        maxRows={14}
        formatOnBlur
        deserialize={parseExactly}
        value={config ?? ''}
        // Without input the job's own config is used.
        disabled={config === null}
        placeholder={
          failure === null ? 'Loading the job’s config' : 'The job’s own config (it cannot be shown now)'
        }
        error={problem}
        onChange={setTyped}
      />
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}

const OVERLAP = {
  skip: 'The overlap rule is skip, so a new run would be refused.',
  queue: 'The overlap rule is queue, so a new run waits until it ends.',
  allow: 'The overlap rule is allow, so a new run starts alongside it.',
  cancel_running: 'The overlap rule is cancel_running, so a new run cancels it.',
};

function RunLink({ executionId, words }: { executionId: string; words: string }) {
  return (
    <Anchor
      inherit
      c="inherit"
      renderRoot={(props) => (
        <Link {...props} to="." search={(search) => ({ ...search, run: executionId })} resetScroll={false} />
      )}
    >
      {words}
    </Anchor>
  );
}
