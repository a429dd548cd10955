import { useState } from 'react';
import { rerun } from '../../api/changes.ts';
import { ActionDialog } from './ActionDialog.tsx';
import { afterWrite } from '../afterWrite.ts';
import type { JobDialogProps } from './JobDialogProps.ts';
import { ReasonField } from './fields/ReasonField.tsx';
import { toastDone } from '../toasts.tsx';
import { useWrite } from '../useWrite.ts';

export function RerunDialog({ job, executionId, onClose }: JobDialogProps & { executionId: string }) {
  const write = useWrite();
  const [reason, setReason] = useState('');
  return (
    <ActionDialog
      title={`Run ${job.displayName} again?`}
      effect={`${job.service} gets POST ${job.endpoint} with the config of that run. It becomes a run of its own that names this one.`}
      confirm="Run again"
      write={write}
      onClose={onClose}
      onConfirm={() =>
        void write.run(async () => {
          const { message } = await rerun(executionId, reason.trim() || undefined);
          afterWrite([job.name]);
          toastDone(message);
          onClose();
        })
      }
    >
      <ReasonField value={reason} onChange={setReason} />
    </ActionDialog>
  );
}
