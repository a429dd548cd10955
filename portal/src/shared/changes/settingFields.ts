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
      skip: 'a run that is due while another is in progress is skipped',
      queue: 'it waits until the other run ends',
      allow: 'both run',
      cancel_running: 'it cancels the run in progress',
    },
  },
  timeoutSeconds: SECONDS,
  retry: { kind: 'retry' },
  startDeadlineSeconds: SECONDS,
  heartbeatSeconds: SECONDS,
  catchup: {
    kind: 'choice',
    choices: {
      latest: 'after an outage, the latest missed occurrence runs',
      all: 'all missed occurrences run, one after another',
      none: 'no missed occurrence runs',
    },
  },
  catchupSeconds: SECONDS,
  jitterSeconds: SECONDS,
  priority: { kind: 'number', unit: null },
};
