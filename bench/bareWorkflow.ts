// The minimal workflow for one HTTP call, to compare runJob with. Also the entry of the bench's workflow bundle, so that one
// worker runs both with the same options.
import { proxyActivities } from '@temporalio/workflow';
import type { BareActivities } from './bareActivities.ts';

export { runJob } from '../src/workflows/runJob.ts';

const { postBare } = proxyActivities<BareActivities>({
  startToCloseTimeout: '60 seconds',
  retry: { maximumAttempts: 1 },
});

export async function bareWorkflow(url: string): Promise<number> {
  return postBare(url);
}
