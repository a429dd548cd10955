// A change in the audit trail as text: the setting's label, values with units.
import { isSettingName, settingName, settingValue } from './settingsText.ts';
import type { SettingChange } from './changesOf.ts';

/** "timeout", "config.batchSize"; with `whole` a part of a setting counts as the setting: "config". */
export function settingLabel(setting: string, whole?: 'whole'): string {
  const [name = setting, ...parts] = setting.split('.');
  const label = isSettingName(name) ? settingName(name) : (OTHERS[name] ?? name);
  return whole === 'whole' ? label : [label, ...parts].join('.');
}

/** Labels of fields that are not settings but appear in the audit trail. */
const OTHERS: Readonly<Record<string, string>> = {
  pausedUntil: 'paused until',
  scheduledFor: 'due at',
  displayName: 'display name',
  jobType: 'type',
};

export function valueTexts({ setting, before, after }: SettingChange): { before: string; after: string } {
  return { before: inWords(setting, before), after: inWords(setting, after) };
}

function inWords(setting: string, value: unknown): string {
  if (value === null || value === undefined) return 'none';
  // The trail keeps what the database once checked, so a whole setting has the setting's type.
  if (isSettingName(setting)) return settingValue(setting, value as never);
  if (typeof value === 'string') return value === '' ? '""' : value;
  return JSON.stringify(value);
}
