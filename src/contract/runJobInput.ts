// The input of the workflow runJob, from a Schedule's action or from the start of an execution.

export type RunJobInput =
  | { kind: 'occurrence'; jobName: string; revision: number; cronExpression: string; timeZone: string }
  | { kind: 'execution'; executionId: string };

/** The result of runJob, for people who look at it in the Temporal UI. */
export interface RunJobOutcome {
  executionId: string | null;
  status: 'completed' | 'failed' | 'cancelled' | 'skipped' | 'nothing';
  message: string | null;
}
