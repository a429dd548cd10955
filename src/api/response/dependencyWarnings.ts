// Parents that are not there: services start in any order, and a name may be wrong.
import type { Warning } from '../../contract/warnings.ts';

export function dependencyWarnings(unregisteredParents: string[]): Warning[] {
  return unregisteredParents.map((parent) => ({
    code: 'PARENT_NOT_REGISTERED',
    field: 'after',
    message: `job "${parent}" is not registered; this job waits for it from when it is`,
  }));
}
