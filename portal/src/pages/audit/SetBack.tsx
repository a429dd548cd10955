import type { AuditEvent } from '../../../../src/contract/audit.ts';
import type { JobSummary } from '../../../../src/contract/jobSummaries.ts';
import { ActButton } from '../../shared/ui/ActButton.tsx';
import { actOfEnabling, useDisabledReasons } from '../../actions/permissions.ts';
import { openAction } from '../../actions/openAction.ts';
import { reversal } from './reversal.ts';

/** "Set back": opens the usual dialog for the reverse change. */
export function SetBack({ event, job }: { event: AuditEvent; job: JobSummary | undefined }) {
  const disabledReason = useDisabledReasons();
  const back = reversal(event);
  if (back === null || job === undefined) return null;
  return (
    <ActButton
      size="compact-xs"
      disabledReason={disabledReason(back.action === 'enable' ? actOfEnabling(job) : back.action)}
      onClick={() => openAction({ ...back, jobs: [job] })}
    >
      Set back to the value before
    </ActButton>
  );
}
