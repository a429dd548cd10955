// How each setting can be changed where it is shown.
import type { SettingName } from './settingsText.ts';

export type SettingField =
  | { kind: 'number'; unit: string | null }
  /** With what each of them means. */
  | { kind: 'choice'; choices: Readonly<Record<string, string>> }
  | { kind: 'retry' }
  /** By the schedule editor. */
  | { kind: 'schedule' }
  /** By Enable and Disable, or by the service that declares it. */
  | { kind: 'elsewhere' };

const SECONDS: SettingField = { kind: 'number', unit: 's' };

/** In the order of a table. */
export const SETTING_FIELDS: Readonly<Record<SettingName, SettingField>> = {
  enabled: { kind: 'elsewhere' },
  cronExpression: { kind: 'schedule' },
  timeZone: { kind: 'schedule' },
  runAt: { kind: 'elsewhere' },
  after: { kind: 'elsewhere' },
  overlap: {
    kind: 'choice',
    choices: {
      skip: 'a run that comes while another goes on is skipped',
      queue: 'it waits for its turn',
      allow: 'both run',
      cancel_running: 'it takes the place of the one that goes on',
    },
  },
  timeoutSeconds: SECONDS,
  retry: { kind: 'retry' },
  startDeadlineSeconds: SECONDS,
  heartbeatSeconds: SECONDS,
  catchup: {
    kind: 'choice',
    choices: {
      latest: 'after an outage the latest occurrence is started',
      all: 'all are started, one after the other',
      none: 'none is started',
    },
  },
  catchupSeconds: SECONDS,
  jitterSeconds: SECONDS,
  priority: { kind: 'number', unit: null },
};
