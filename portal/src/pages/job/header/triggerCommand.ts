/** What "Run now" does, for a terminal. Job names need no quoting. */
export function triggerCommand(publicUrl: string, jobName: string): string {
  return `curl -X POST ${publicUrl}/api/jobs/${jobName}/trigger -H 'Prefer: respond-async'`;
}
