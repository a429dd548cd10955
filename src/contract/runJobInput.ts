// What starts the workflow runJob: the args of a Schedule's action, or of startExecution.

export type RunJobInput =
  | { kind: 'occurrence'; jobName: string; revision: number; cronExpression: string; timeZone: string }
  | { kind: 'execution'; executionId: string };

/** What runJob returns, for people who look at it in the Temporal UI. */
export interface RunJobOutcome {
  executionId: string | null;
  status: 'completed' | 'failed' | 'cancelled' | 'skipped' | 'nothing';
  message: string | null;
}
