// Parents that are not registered: services start in any order, or a name is misspelt.
import type { Warning } from '../../contract/warnings.ts';

export function dependencyWarnings(unregisteredParents: string[]): Warning[] {
  return unregisteredParents.map((parent) => ({
    code: 'PARENT_NOT_REGISTERED',
    field: 'after',
    message: `job "${parent}" is not registered yet; this job starts waiting for it once it is`,
  }));
}
