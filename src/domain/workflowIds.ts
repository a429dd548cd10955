// How Schedules, workflows and their signals are called. Apart from identifiers.ts because workflow code cannot bundle a UUID
// library.

/** The id of a job's Temporal Schedule, and the prefix of its occurrences' workflow ids. */
export function scheduleId(jobName: string): string {
  return `job:${jobName}`;
}

export const SCHEDULE_ID_PREFIX = 'job:';

/** The workflow id of every execution that is no occurrence. */
export function executionWorkflowId(executionId: string): string {
  return `run:${executionId}`;
}

/** The nominal instant (ISO, whole seconds) that Temporal appends to an occurrence's workflow id, or null. */
export function scheduledForOf(workflowId: string): string | null {
  const instant = /-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(workflowId)?.[1];
  return instant === undefined ? null : new Date(instant).toISOString();
}

/** Signal to runJob: the run that waits has been given a place. Only a hint; it asks by itself, too. */
export const ADMITTED = 'admitted';

/** Signal to runJob with an attempt's number: the service has reported its end; the row says how it ended. */
export const ATTEMPT_ENDED = 'attemptEnded';
