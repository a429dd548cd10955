import type { ExecutionStatus } from '../../../src/contract/execution.ts';

export function isFinished(status: ExecutionStatus): boolean {
  return status !== 'queued' && status !== 'running';
}
