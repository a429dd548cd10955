// Audit actions as text: "Ana changed the schedule of weekly-digest".
import type { AuditAction } from '../../../../src/contract/audit.ts';
import type { JobEvent } from '../../../../src/contract/audit.ts';
import { changesOf } from './changesOf.ts';
import { settingLabel } from './changeTexts.ts';

const WORDS: Record<AuditAction, string> = {
  registered: 'registered',
  enabled: 'enabled',
  disabled: 'disabled',
  paused: 'paused',
  'cron changed': 'changed the schedule of',
  'settings changed': 'changed settings of',
  deleted: 'deleted',
  'run cancelled': 'cancelled a run of',
  'run completed': 'completed a run of',
  'run failed': 'ended as failed a run of',
  'occurrence skipped': 'skipped a run of',
  'skip undone': 'undid the skip of a run of',
  'schedule repaired': 'repaired the schedule of',
  'schedule compiled anew': 'recompiled the schedule of',
  'occurrences recorded': 'recorded missed occurrences of',
  'backfill started': 'started a backfill of',
  'backfill cancelled': 'cancelled a backfill of',
};

/** Of people, for a filter. */
export const ACTIONS: AuditAction[] = [
  'enabled',
  'disabled',
  'paused',
  'cron changed',
  'settings changed',
  'deleted',
  'run cancelled',
  'occurrence skipped',
  'skip undone',
  'backfill started',
  'backfill cancelled',
];

type Described = Pick<JobEvent, 'action' | 'before' | 'after'>;

export function actionText(event: Described): string {
  if (event.action === 'registered') {
    return event.before == null ? 'registered' : 'changed the registration of';
  }
  if (event.action === 'settings changed') return `changed ${changedSettings(event)} of`;
  // A page that is older than the server may not know the action.
  const words: string | undefined = WORDS[event.action];
  return words ?? `${event.action}:`;
}

function changedSettings(event: Described): string {
  const names = [...new Set(changesOf(event).map(({ setting }) => settingLabel(setting, 'whole')))];
  if (names.length === 0) return 'settings';
  return names.length <= 2 ? `the ${names.join(' and the ')}` : `${names.length} settings`;
}
