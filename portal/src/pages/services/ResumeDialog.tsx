import type { Service } from '../../../../src/contract/services.ts';
import { ActionDialog } from '../../actions/dialogs/ActionDialog.tsx';
import { formatCountOf } from '../../shared/format/formatNumber.ts';
import { useChangeService } from './useChangeService.ts';

export function ResumeDialog({
  service: { name, queued },
  onClose,
}: {
  service: Service;
  onClose: () => void;
}) {
  const { write, change } = useChangeService(name, onClose);
  return (
    <ActionDialog
      title={`Resume ${name}?`}
      effect={`${formatCountOf(queued, 'queued run')} may begin, within the limit. What was skipped meanwhile is not made up.`}
      confirm="Resume"
      dismiss="Leave it paused"
      write={write}
      onConfirm={() => change({ paused: false })}
      onClose={onClose}
    />
  );
}
