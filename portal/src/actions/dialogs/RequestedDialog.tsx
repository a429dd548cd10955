import { BULK_ACTIONS } from '../../api/bulkActions.ts';
import { BulkDialog } from './bulk/BulkDialog.tsx';
import { CancelDialog } from './CancelDialog.tsx';
import { ChangeSettingsDialog } from './ChangeSettingsDialog.tsx';
import { DeleteDialog } from './DeleteDialog.tsx';
import { DisableDialog } from './DisableDialog.tsx';
import { EnableDialog } from './EnableDialog.tsx';
import type { ActionRequest } from '../openAction.ts';
import { RerunDialog } from './RerunDialog.tsx';
import { ReturnDialog } from './ReturnDialog.tsx';
import { SkipNextDialog } from './SkipNextDialog.tsx';
import { TriggerDialog } from './TriggerDialog.tsx';

const BY_ACTION = {
  enable: EnableDialog,
  disable: DisableDialog,
  trigger: TriggerDialog,
  delete: DeleteDialog,
  'skip-next': SkipNextDialog,
  'return-to-declared': ReturnDialog,
};

interface RequestedDialogProps {
  requested: ActionRequest;
  onClose: () => void;
}

export function RequestedDialog({ requested, onClose }: RequestedDialogProps) {
  const [job, ...others] = requested.jobs;
  if (job === undefined) return null;
  if (requested.action === 'cancel') {
    return <CancelDialog job={job} executionId={requested.executionId} onClose={onClose} />;
  }
  if (requested.action === 'rerun') {
    return <RerunDialog job={job} executionId={requested.executionId} onClose={onClose} />;
  }
  if (requested.action === 'change-settings') {
    return <ChangeSettingsDialog job={job} settings={requested.settings} onClose={onClose} />;
  }
  if (others.length > 0) {
    const action = BULK_ACTIONS.find((known) => known === requested.action);
    return action && <BulkDialog action={action} jobs={requested.jobs} onClose={onClose} />;
  }
  const DialogOfJob = BY_ACTION[requested.action];
  return <DialogOfJob job={job} onClose={onClose} />;
}
