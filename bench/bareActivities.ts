// The bare workflow's only activity: the HTTP call of src/activities/postJob.ts without judging the answer.
import { Agent, request } from 'undici';

export type BareActivities = ReturnType<typeof createBareActivities>;

// One connection per call, as in the scheduler.
const agent = new Agent({ connect: { timeout: 5_000 }, headersTimeout: 0, bodyTimeout: 0, pipelining: 0 });

export function createBareActivities() {
  return {
    /** @returns the HTTP status */
    async postBare(url: string): Promise<number> {
      const response = await request(url, {
        method: 'POST',
        dispatcher: agent,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ jobName: 'bare', config: {} }),
      });
      await response.body.json();
      return response.statusCode;
    },
  };
}
