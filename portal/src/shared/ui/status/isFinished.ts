import type { ExecutionStatus } from '../../../../../src/contract/executions.ts';

export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'queued' && status !== 'running';
}
