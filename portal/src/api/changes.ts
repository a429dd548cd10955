// What can be done to jobs and runs. Every answer carries the server's sentence; a version is refused when there is a newer one.
import type { Job, JobSettings } from '../../../src/contract/jobs.ts';
import type { Warning } from '../../../src/contract/warnings.ts';
import { jobPath } from './jobs.ts';
import { request } from './request.ts';

export interface Done {
  message: string;
}

interface Change {
  version?: number | undefined;
  reason?: string | undefined;
}

export function enableJob(name: string, { version, reason }: Change): Promise<Done> {
  return request('POST', `${jobPath(name)}/enable`, { version, body: { reason } });
}

/** `until`: ISO instant of the end of a pause; without it the job stays disabled. */
export function disableJob(
  name: string,
  { version, reason, until }: Change & { until?: string | undefined },
): Promise<Done> {
  return request('POST', `${jobPath(name)}/disable`, { version, body: { reason, until } });
}

export function deleteJob(name: string, { version, reason }: Change): Promise<Done> {
  return request('DELETE', jobPath(name), { version, body: { reason } });
}

export function skipNext(name: string, { reason }: Change): Promise<Done & { scheduledFor: string }> {
  return request('POST', `${jobPath(name)}/skip-next`, { body: { reason } });
}

/** The occurrence runs after all. */
export function unskip(name: string, { scheduledFor }: { scheduledFor: string }): Promise<Done> {
  return request('POST', `${jobPath(name)}/unskip`, { body: { scheduledFor } });
}

/** By name, each whole; null returns to the declared value. */
export type SettingsChange = { [Name in keyof JobSettings]?: JobSettings[Name] | null };

export function changeSettings(
  name: string,
  settings: SettingsChange,
  { version, reason }: Change,
): Promise<Done & { job: Job; warnings: Warning[] }> {
  return request('PATCH', jobPath(name), { version, body: { ...settings, reason } });
}

/** Not waited for. `config`: the text of a JSON object, instead of the job's for this run. */
export function triggerJob(
  name: string,
  { config, reason }: { config?: object | undefined; reason?: string | undefined },
): Promise<Done & { executionId: string }> {
  return request('POST', `${jobPath(name)}/trigger`, {
    headers: { prefer: 'respond-async' },
    body: { config, reason },
  });
}

export function cancelRun(executionId: string, reason: string | undefined): Promise<Done> {
  return request('POST', `api/executions/${encodeURIComponent(executionId)}/cancel`, { body: { reason } });
}

export function rerun(
  executionId: string,
  reason: string | undefined,
): Promise<Done & { executionId: string }> {
  return request('POST', `api/executions/${encodeURIComponent(executionId)}/rerun`, {
    headers: { prefer: 'respond-async' },
    body: { reason },
  });
}
