import { useState } from 'react';
import type { Service } from '../../../../src/contract/services.ts';
import { ActionDialog } from '../../actions/dialogs/ActionDialog.tsx';
import { ReasonField } from '../../actions/dialogs/fields/ReasonField.tsx';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { useChangeService } from './useChangeService.ts';

export function PauseDialog({ service, onClose }: { service: Service; onClose: () => void }) {
  const { name, jobs, running } = service;
  const [reason, setReason] = useState('');
  const { write, change } = useChangeService(name, onClose);
  return (
    <ActionDialog
      title={`Pause ${name}?`}
      effect={`Nothing of its ${formatCountOf(jobs, 'job')} starts: due runs are skipped where the overlap rule is skip, all others wait. ${formatCountOf(running, 'run')} under way ${running === 1 ? 'goes' : 'go'} on. The reason stands beside every run that is skipped or waits.`}
      confirm="Pause"
      dismiss="Leave it open"
      missing={reason.trim() === '' ? 'A reason is needed.' : null}
      write={write}
      onConfirm={() => change({ paused: true, reason: reason.trim() })}
      onClose={onClose}
    >
      <ReasonField value={reason} onChange={setReason} required />
    </ActionDialog>
  );
}
