// Changes of jobs and runs. Every answer has a message; an outdated version is refused.
import type { ExecutionCancelled } from '../../../src/contract/executions.ts';
import type {
  JobDeleted,
  JobDisabled,
  JobEnabled,
  OccurrenceChanged,
  SettingsOverridden,
} from '../../../src/contract/jobChanges.ts';
import type { JobSettings } from '../../../src/contract/jobs.ts';
import type { RunAccepted } from '../../../src/contract/runs.ts';
import { jobPath } from './jobs.ts';
import { request } from './client/request.ts';

interface Change {
  version?: number | undefined;
  reason?: string | undefined;
}

export function enableJob(name: string, { version, reason }: Change): Promise<JobEnabled> {
  return request('POST', `${jobPath(name)}/enable`, { version, body: { reason } });
}

/** `until`: ISO instant of the end of a pause; without it the job stays disabled. */
export function disableJob(
  name: string,
  { version, reason, until }: Change & { until?: string | undefined },
): Promise<JobDisabled> {
  return request('POST', `${jobPath(name)}/disable`, { version, body: { reason, until } });
}

export function deleteJob(name: string, { version, reason }: Change): Promise<JobDeleted> {
  return request('DELETE', jobPath(name), { version, body: { reason } });
}

export function skipNext(name: string, { reason }: Change): Promise<OccurrenceChanged> {
  return request('POST', `${jobPath(name)}/skip-next`, { body: { reason } });
}

/** The occurrence runs after all. */
export function unskip(name: string, { scheduledFor }: { scheduledFor: string }): Promise<OccurrenceChanged> {
  return request('POST', `${jobPath(name)}/unskip`, { body: { scheduledFor } });
}

/** By name, each whole; null returns to the declared value. */
export type SettingsChange = { [Name in keyof JobSettings]?: JobSettings[Name] | null };

export function changeSettings(
  name: string,
  settings: SettingsChange,
  { version, reason }: Change,
): Promise<SettingsOverridden> {
  return request('PATCH', jobPath(name), { version, body: { ...settings, reason } });
}

/** Not waited for. `config`: the text of a JSON object, instead of the job's for this run. */
export function triggerJob(
  name: string,
  { config, reason }: { config?: object | undefined; reason?: string | undefined },
): Promise<RunAccepted> {
  return request('POST', `${jobPath(name)}/trigger`, {
    headers: { prefer: 'respond-async' },
    body: { config, reason },
  });
}

export function cancelRun(executionId: string, reason: string | undefined): Promise<ExecutionCancelled> {
  return request('POST', `api/executions/${encodeURIComponent(executionId)}/cancel`, { body: { reason } });
}

export function rerun(executionId: string, reason: string | undefined): Promise<RunAccepted> {
  return request('POST', `api/executions/${encodeURIComponent(executionId)}/rerun`, {
    headers: { prefer: 'respond-async' },
    body: { reason },
  });
}
