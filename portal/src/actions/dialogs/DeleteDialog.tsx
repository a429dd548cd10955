import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { deleteJob } from '../../api/changes.ts';
import { ActionDialog } from './ActionDialog.tsx';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useJobMutation } from '../useJobMutation.ts';

export function DeleteDialog({ job, onClose }: JobDialogProps) {
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const missing = reason.trim() === '' ? 'Give a reason.' : typed === job.name ? null : `Type ${job.name}.`;
  const mutation = useJobMutation({
    names: [job.name],
    base: job,
    send: (_, version) => deleteJob(job.name, { version, reason: reason.trim() }),
    optimistic: () => ({}),
    onDone: ({ message }) => {
      toastDone(message);
      onClose();
    },
  });
  return (
    <ActionDialog
      title={`Delete ${job.displayName}?`}
      effect={`The job stops running. Its history is kept. It comes back if ${job.service} registers it again.`}
      confirm="Delete"
      danger
      mutation={mutation}
      missing={missing}
      onClose={onClose}
      onConfirm={() => mutation.mutate()}
    >
      <ReasonField value={reason} onChange={setReason} required />
      <TextInput
        label={`Type ${job.name} to delete it`}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </ActionDialog>
  );
}
