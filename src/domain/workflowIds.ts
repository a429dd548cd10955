// Names of Schedules, workflows and their signals. Separate from identifiers.ts because workflow code cannot bundle a UUID
// library.

/** The id of a job's Temporal Schedule, and the prefix of its occurrences' workflow ids. */
export function scheduleId(jobName: string): string {
  return `job:${jobName}`;
}

export const SCHEDULE_ID_PREFIX = 'job:';

/** The workflow id of every execution that is not an occurrence. */
export function executionWorkflowId(executionId: string): string {
  return `run:${executionId}`;
}

/** The workflow id of a job's occurrence at an instant (ISO), as its Schedule starts it. */
export function occurrenceWorkflowId(jobName: string, scheduledFor: string): string {
  return `${scheduleId(jobName)}-${scheduledFor.replace('.000Z', 'Z')}`;
}

/** The nominal instant (ISO, whole seconds) that Temporal appends to an occurrence's workflow id, or null. */
export function scheduledForOf(workflowId: string): string | null {
  const instant = /-(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/.exec(workflowId)?.[1];
  return instant === undefined ? null : new Date(instant).toISOString();
}

/** Signal to runJob: the waiting run has got a slot. Only a hint: the workflow polls as well. */
export const ADMITTED = 'admitted';

/** Signal to runJob with an attempt's number: the service has reported its end, and the row says how it ended. */
export const ATTEMPT_ENDED = 'attemptEnded';
