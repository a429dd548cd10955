import { useState } from 'react';
import type { Service } from '../../../../src/contract/services.ts';
import { ActionDialog } from '../../actions/dialogs/ActionDialog.tsx';
import { ReasonField } from '../../actions/dialogs/fields/ReasonField.tsx';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { useServiceMutation } from './useServiceMutation.ts';

export function PauseDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { name, jobs, running } = service;
  const [reason, setReason] = useState('');
  const mutation = useServiceMutation(name, onClose);
  return (
    <ActionDialog
      title={`Pause ${name}?`}
      effect={`No run of its ${formatCountOf(jobs, 'job')} starts: due runs are skipped where the overlap rule is skip, all others wait. ${formatCountOf(running, 'run')} in progress ${running === 1 ? 'continues' : 'continue'}. Every run that is skipped or waits shows the reason.`}
      confirm="Pause"
      dismiss="Keep it active"
      missing={reason.trim() === '' ? 'Give a reason.' : null}
      mutation={mutation}
      onConfirm={() => mutation.mutate({ paused: true, reason: reason.trim() })}
      onClose={onClose}
    >
      <ReasonField value={reason} onChange={setReason} required />
    </ActionDialog>
  );
}
