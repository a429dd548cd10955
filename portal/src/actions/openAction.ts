// How a view requests an action. ActionHost, mounted once in the frame, shows the dialog, sends the change and reports
// the outcome: a view never writes by itself.
//
//   openAction({ action: 'disable', jobs: [job] })          one job: its own dialog
//   openAction({ action: 'disable', jobs: selectedJobs })   several: the bulk dialog, by names
//   openAction({ action: 'cancel', jobs: [job], executionId })
//   openAction({ action: 'change-settings', jobs: [job], settings: { timeoutSeconds: 900 } })
//
// When the dialog closes, focus returns to what had it when openAction was called.
import { createStore } from '@tanstack/react-store';
import type { JobSummary } from '../../../src/contract/jobSummaries.ts';
import type { SettingsChange } from '../api/changes.ts';
import { actOfEnabling, currentDisabledReason, type Act } from './permissions.ts';
import { toastRefused } from './toasts.tsx';

export type JobAction = 'enable' | 'disable' | 'trigger' | 'delete' | 'skip-next' | 'return-to-declared';

export type ActionRequest =
  | { action: JobAction; jobs: readonly JobSummary[] }
  | { action: 'change-settings'; jobs: readonly [JobSummary]; settings: SettingsChange }
  | { action: 'cancel' | 'rerun'; jobs: readonly [JobSummary]; executionId: string };

/** The requested action, or null. A new object for every request, even for the same action on the same jobs. */
export const requestedAction = createStore<ActionRequest | null>(null);

export function openAction(request: ActionRequest): void {
  const disabledReason = currentDisabledReason(actOf(request));
  if (disabledReason !== null) {
    toastRefused(disabledReason);
    return;
  }
  if (request.jobs.length > 0) requestedAction.setState(() => ({ ...request }));
}

function actOf({ action, jobs: [job, ...others] }: ActionRequest): Act {
  const isBulk = others.length > 0;
  if (isBulk && (action === 'trigger' || action === 'disable' || action === 'delete'))
    return `bulk-${action}`;
  if (action !== 'enable' || job === undefined) return action;
  return isBulk ? 'bulk-enable' : actOfEnabling(job);
}

export function closeAction(): void {
  requestedAction.setState(() => null);
}
