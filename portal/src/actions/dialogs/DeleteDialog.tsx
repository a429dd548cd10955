import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { deleteJob } from '../../api/changes.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useWrite } from '../useWrite.ts';
import { whilePending } from '../whilePending.ts';

export function DeleteDialog({ job, onClose }: JobDialogProps) {
  const write = useWrite(job);
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const missing = reason.trim() === '' ? 'Give a reason.' : typed === job.name ? null : `Type ${job.name}.`;
  return (
    <ActionDialog
      title={`Delete ${job.displayName}?`}
      effect={`It stops running. History stays. If ${job.service} registers it again, it comes back.`}
      confirm="Delete"
      danger
      write={write}
      missing={missing}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const { message } = await whilePending([job.name], {}, () =>
            deleteJob(job.name, { version: write.version, reason: reason.trim() }),
          );
          afterWrite([job.name]);
          toastDone(message);
          onClose();
        })
      }
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
