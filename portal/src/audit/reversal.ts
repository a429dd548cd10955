// What would undo an audited change, if something would: the dialog of an act, or settings to be written again.
import type { JobEvent } from '../../../src/contract/job.ts';

export type Reversal =
  | { action: 'enable' | 'disable' }
  /** For PATCH; a value equal to the declared one drops the override. */
  | { settings: Record<string, unknown> };

/** What an operator may set (OperatorSettings); the rest of a job is its service's. */
const SETTINGS = new Set([
  'cronExpression',
  'timeZone',
  'timeoutSeconds',
  'retry',
  'startDeadlineSeconds',
  'heartbeatSeconds',
  'overlap',
  'catchup',
  'catchupSeconds',
  'jitterSeconds',
  'priority',
  'after',
  'runAt',
]);

export function reversal({ action, before }: Pick<JobEvent, 'action' | 'before'>): Reversal | null {
  if (action === 'disabled' || action === 'paused') return { action: 'enable' };
  if (action === 'enabled') {
    return typeof before === 'object' && before !== null && 'enabled' in before
      ? { action: 'disable' }
      : null;
  }
  if (action !== 'cron changed' && action !== 'settings changed') return null;
  const settings = Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => SETTINGS.has(name)));
  return Object.keys(settings).length === 0 ? null : { settings };
}
