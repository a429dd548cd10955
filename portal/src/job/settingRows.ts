// The settings of a job for a table: effective, declared, and who set what is overridden.
import type { AuditEvent, Job } from '../../../src/contract/job.ts';
import { changesOf } from '../audit/changesOf.ts';

export type SettingName = keyof Job['declared'];

export type SettingField =
  | { kind: 'number'; unit: string | null }
  | { kind: 'choice'; choices: Readonly<Record<string, string>> }
  | { kind: 'retry' }
  /** Changed elsewhere: by the schedule editor, by Enable and Disable, or by the service. */
  | { kind: 'elsewhere' };

export const SETTING_FIELDS: Readonly<Record<SettingName, { label: string; field: SettingField }>> = {
  enabled: { label: 'Enabled', field: { kind: 'elsewhere' } },
  cronExpression: { label: 'Cron expression', field: { kind: 'elsewhere' } },
  timeZone: { label: 'Time zone', field: { kind: 'elsewhere' } },
  runAt: { label: 'Runs once at', field: { kind: 'elsewhere' } },
  after: { label: 'Runs after', field: { kind: 'elsewhere' } },
  timeoutSeconds: { label: 'Timeout of an attempt', field: { kind: 'number', unit: 's' } },
  retry: { label: 'Retry', field: { kind: 'retry' } },
  startDeadlineSeconds: { label: 'Start deadline', field: { kind: 'number', unit: 's' } },
  heartbeatSeconds: { label: 'Sign of life every', field: { kind: 'number', unit: 's' } },
  overlap: {
    label: 'While another run goes on',
    field: {
      kind: 'choice',
      choices: {
        skip: 'skip the new one',
        queue: 'queue the new one',
        allow: 'run both',
        cancel_running: 'cancel the running one',
      },
    },
  },
  catchup: {
    label: 'After an outage',
    field: {
      kind: 'choice',
      choices: { latest: 'start the latest', all: 'start all, one by one', none: 'start none' },
    },
  },
  catchupSeconds: { label: 'Not older than', field: { kind: 'number', unit: 's' } },
  jitterSeconds: { label: 'Jitter', field: { kind: 'number', unit: 's' } },
  priority: { label: 'Priority (1 goes first, 5 last)', field: { kind: 'number', unit: null } },
};

export interface Override {
  by: string;
  at: string;
}

/** Who set the named settings last, from the newest events of the job; a setting older than those has no entry. */
export function overriddenBy(events: readonly AuditEvent[], names: readonly string[]): Map<string, Override> {
  const found = new Map<string, Override>();
  for (const event of events) {
    const changed = new Set(changesOf(event).map(({ setting }) => setting.split('.')[0]));
    for (const name of names) {
      if (changed.has(name) && !found.has(name)) found.set(name, { by: event.actor, at: event.at });
    }
  }
  return found;
}

export function settingValue(name: SettingName, value: unknown): string {
  const { field } = SETTING_FIELDS[name];
  if (value === null || value === undefined) return 'none';
  if (field.kind === 'choice' && typeof value === 'string') return field.choices[value] ?? value;
  if (field.kind === 'number' && typeof value === 'number') {
    return field.unit === null ? String(value) : `${value} ${field.unit}`;
  }
  if (field.kind === 'retry') return retryInWords(value as Job['retry']);
  if (name === 'after') {
    const parents = value as Job['after'];
    return parents.length === 0 ? 'none' : parents.map(({ job, on }) => `${job} (${on})`).join(', ');
  }
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function retryInWords({
  maxAttempts,
  initialIntervalSeconds,
  backoffCoefficient,
  maxIntervalSeconds,
}: Job['retry']): string {
  if (maxAttempts === 1) return '1 attempt, none after it';
  return `${maxAttempts} attempts; after ${initialIntervalSeconds} s, then ${backoffCoefficient} times longer each time, at most ${maxIntervalSeconds} s`;
}
