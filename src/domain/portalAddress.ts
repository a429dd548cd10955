// Addresses of the admin portal's pages, for links in the Temporal Web UI and in log lines.

export const PORTAL_PATH = '/admin/scheduler';

export function jobPage(publicUrl: string, jobName: string, tab?: 'history' | 'audit'): string {
  return `${publicUrl}${PORTAL_PATH}/jobs/${encodeURIComponent(jobName)}${tab ? `/${tab}` : ''}`;
}

export function runPage(publicUrl: string, executionId: string): string {
  return `${publicUrl}${PORTAL_PATH}/runs?run=${executionId}`;
}
