// Names and values of settings as text.
import type { Job, JobSettings } from '../../../../src/contract/jobs.ts';

export type SettingName = keyof JobSettings;

const NAMES: Record<SettingName, string> = {
  enabled: 'enabled',
  cronExpression: 'schedule',
  timeZone: 'time zone',
  timeoutSeconds: 'timeout',
  retry: 'retries',
  startDeadlineSeconds: 'start deadline',
  heartbeatSeconds: 'longest silence',
  overlap: 'overlap',
  catchup: 'catch-up',
  catchupSeconds: 'catch-up window',
  jitterSeconds: 'jitter',
  priority: 'priority',
  after: 'runs after',
  runAt: 'one-off run at',
};

export function settingName(name: SettingName): string {
  return NAMES[name];
}

export function isSettingName(name: string): name is SettingName {
  return name in NAMES;
}

export function settingValue(name: SettingName, value: JobSettings[SettingName]): string {
  if (value === null) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) {
    return value.length === 0 ? 'none' : value.map(({ job, on }) => `${job} (${on})`).join(', ');
  }
  if (typeof value === 'object') {
    const { maxAttempts, initialIntervalSeconds, backoffCoefficient, maxIntervalSeconds } = value;
    return `${maxAttempts} ${maxAttempts === 1 ? 'attempt' : 'attempts'}, after ${initialIntervalSeconds} s, × ${backoffCoefficient}, at most ${maxIntervalSeconds} s`;
  }
  return name.endsWith('Seconds') ? `${value} s` : String(value);
}

export interface OverriddenSetting {
  name: SettingName;
  now: string;
  declared: string;
}

export function overriddenSettings({
  overrides,
  declared,
}: Pick<Job, 'overrides' | 'declared'>): OverriddenSetting[] {
  return (Object.keys(overrides) as SettingName[]).map((name) => ({
    name,
    now: settingValue(name, overrides[name] ?? null),
    declared: settingValue(name, declared[name]),
  }));
}
