// The activities of runJob. Their dependencies come in through the factory.
import { createBeginExecution } from './beginExecution.ts';
import { createCallService } from './callService.ts';
import { createCheckAttempt } from './checkAttempt.ts';
import { createFinishExecution } from './finishExecution.ts';
import { createSettleAttempt } from './settleAttempt.ts';
import type { ActivityDeps } from './deps.ts';

export type Activities = ReturnType<typeof createActivities>;

export function createActivities(deps: ActivityDeps) {
  return {
    beginExecution: createBeginExecution(deps),
    callService: createCallService(deps),
    checkAttempt: createCheckAttempt(deps),
    settleAttempt: createSettleAttempt(deps),
    finishExecution: createFinishExecution(deps),
  };
}
