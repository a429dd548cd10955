import { useState } from 'react';
import { rerun } from '../../api/changes.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function RerunDialog({ job, executionId, onClose }: JobDialogProps & { executionId: string }) {
  const [reason, setReason] = useState('');
  const mutation = useJobMutation({
    names: [job.name],
    send: () => rerun(executionId, reason.trim() || undefined),
    onDone: ({ message }) => {
      toastDone(message);
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Run ${job.displayName} again?`}
      effect={`${job.service} gets POST ${job.endpoint} with the config of that run. The new run refers to this one.`}
      confirm="Run again"
      mutation={mutation}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    >
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
