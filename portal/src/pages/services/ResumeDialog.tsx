import type { Service } from '../../../../src/contract/services.ts';
import { ActionDialog } from '../../actions/dialogs/ActionDialog.tsx';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { useServiceMutation } from './useServiceMutation.ts';

export function ResumeDialog({
  service: { name, queued },
  onClose,
}: {
  service: Service;
  onClose: () => void;
}) {
  const mutation = useServiceMutation(name, onClose);
  return (
    <ActionDialog
      title={`Resume ${name}?`}
      effect={`${formatCountOf(queued, 'queued run')} may start, within the limit. Runs skipped in the meantime are not caught up.`}
      confirm="Resume"
      dismiss="Keep it paused"
      mutation={mutation}
      onConfirm={() => mutation.mutate({ paused: false })}
      onClose={onClose}
    />
  );
}
