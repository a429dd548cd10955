// The reverse of an audited change, if there is one: an action, or settings.
import type { JobEvent } from '../../../../src/contract/audit.ts';
import type { SettingsChange } from '../../api/changes.ts';
import { isSettingName } from '../../shared/changes/settingsText.ts';

export type Reversal =
  | { action: 'enable' | 'disable' }
  /** A value equal to the declared one drops the override. */
  | { action: 'change-settings'; settings: SettingsChange };

export function reversal({ action, before }: Pick<JobEvent, 'action' | 'before'>): Reversal | null {
  if (action === 'disabled' || action === 'paused') return { action: 'enable' };
  if (action === 'enabled') {
    // The end of a pause has no reverse: its original end may be in the past.
    return typeof before === 'object' && before !== null && 'enabled' in before
      ? { action: 'disable' }
      : null;
  }
  if (action !== 'cron changed' && action !== 'settings changed') return null;
  const settings = Object.fromEntries(Object.entries(before ?? {}).filter(([name]) => isSettingName(name)));
  return Object.keys(settings).length === 0 ? null : { action: 'change-settings', settings };
}
