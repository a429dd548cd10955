// Printed at the end of a start: the addresses, and what to try first.
import { PORTAL_PATH } from '../src/domain/portalAddress.ts';

export function greeting(stack: {
  url: string;
  temporalUiUrl: string | undefined;
  folder: string;
  /** Why no run begins yet. */
  temporalProblem: string | null;
}): string {
  const { url, temporalUiUrl, folder, temporalProblem } = stack;
  const job = {
    name: 'my-first-job',
    cronExpression: '* * * * *',
    jobType: 'email',
    service: 'email-service',
    endpoint: '/jobs/email-queue',
  };
  return `
  Admin portal  ${url}${PORTAL_PATH}/
  API           ${url}
${temporalUiUrl ? `  Temporal UI   ${temporalUiUrl}\n` : ''}  Data          ${folder} (kept when Ctrl-C stops everything)
${temporalProblem === null ? '' : `\n  No run begins yet: ${temporalProblem}.\n  Jobs and triggers are accepted meanwhile. The portal and ${url}/health say how far it is.\n`}
  Two demo services have registered jobs. Run one of them now:

curl -X POST ${url}/api/jobs/daily-digest/trigger

  Register a job of your own, which calls a demo service every minute:

curl -X POST ${url}/api/jobs/register -H 'content-type: application/json' -d '${JSON.stringify(job)}'
`;
}
