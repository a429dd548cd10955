// Addresses of the admin portal's views, for links that people follow from elsewhere: the Temporal Web UI, log lines.

export const PORTAL_PATH = '/admin/scheduler';

export function jobPage(publicUrl: string, jobName: string, tab?: 'history' | 'audit'): string {
  return `${publicUrl}${PORTAL_PATH}/jobs/${encodeURIComponent(jobName)}${tab ? `/${tab}` : ''}`;
}

export function runPage(publicUrl: string, executionId: string): string {
  return `${publicUrl}${PORTAL_PATH}/runs?run=${executionId}`;
}
