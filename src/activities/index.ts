// The activities that runJob may use. Everything they need comes in through their factory.
import { createBeginExecution } from './beginExecution.ts';
import { createCallService } from './callService.ts';
import { createFinishExecution } from './finishExecution.ts';
import type { ActivityDeps } from './deps.ts';

export type Activities = ReturnType<typeof createActivities>;

export function createActivities(deps: ActivityDeps) {
  return {
    beginExecution: createBeginExecution(deps),
    callService: createCallService(deps),
    finishExecution: createFinishExecution(deps),
  };
}
