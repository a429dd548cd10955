// Who set each override, according to the audit trail.
import { authorName } from '../../../shared/changes/authorName.ts';
import type { AuditEvent } from '../../../../../src/contract/audit.ts';
import { changesOf } from '../../../shared/changes/changesOf.ts';

export interface Override {
  by: string;
  at: string;
}

/** By setting, from the job's newest events; older overrides have no entry. */
export function overriddenBy(events: readonly AuditEvent[], names: readonly string[]): Map<string, Override> {
  const found = new Map<string, Override>();
  for (const event of events) {
    const changed = new Set(changesOf(event).map(({ setting }) => setting.split('.')[0]));
    for (const name of names) {
      if (changed.has(name) && !found.has(name)) found.set(name, { by: authorName(event), at: event.at });
    }
  }
  return found;
}
