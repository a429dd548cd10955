// People and services that use the API all the while. What was acknowledged with 2xx must be there in the end.
import { setTimeout as delay } from 'node:timers/promises';
import type { Kind } from './service.ts';

export interface Acknowledged {
  registrations: string[];
  /** In order per job. */
  edits: { jobName: string; cronExpression: string }[];
  triggers: string[];
  cancels: string[];
}

export interface ChaosClient {
  acknowledged: Acknowledged;
  register(
    job: { name: string; kind: Kind; cronExpression: string | null } & Record<string, unknown>,
  ): Promise<void>;
  disable(jobName: string): Promise<void>;
  /** Goes on with everything until `stop`. */
  start(): void;
  /** Resolves when the last request has been acknowledged. */
  stop(): Promise<void>;
}

export function createChaosClient(apiUrls: string[]): ChaosClient {
  const acknowledged: Acknowledged = { registrations: [], edits: [], triggers: [], cancels: [] };
  const stopping = new AbortController();
  let requests = 0;
  const loops: Promise<void>[] = [];

  /** Repeats until the scheduler has said yes or no; a 5xx or a broken connection says neither. */
  async function send(
    method: string,
    path: string,
    body: object,
    headers = {},
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    for (;;) {
      requests += 1;
      try {
        const response = await fetch(`${apiUrls[requests % apiUrls.length]}${path}`, {
          method,
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(15_000),
        });
        const answer = (await response.json()) as Record<string, unknown>;
        if (response.status < 500) return { status: response.status, body: answer };
      } catch (error) {
        if (!(error instanceof Error)) throw error;
      }
      await delay(200);
    }
  }

  async function register({
    kind,
    ...job
  }: {
    name: string;
    kind: Kind;
    cronExpression: string | null;
  }): Promise<void> {
    const { status, body } = await send('POST', '/api/jobs/register', {
      jobType: 'other',
      service: 'chaos-service',
      endpoint: `/${kind}`,
      ...job,
    });
    if (status !== 200) throw new Error(`registration of ${job.name}: ${JSON.stringify(body)}`);
    acknowledged.registrations.push(job.name);
  }

  function loop(pauseMs: number, act: (round: number) => Promise<void>): void {
    loops.push(
      (async () => {
        for (let round = 0; !stopping.signal.aborted; round += 1) {
          await act(round);
          await delay(pauseMs);
        }
      })(),
    );
  }

  async function trigger(jobName: string, key: string): Promise<string | undefined> {
    const { status, body } = await send(
      'POST',
      `/api/jobs/${jobName}/trigger`,
      { config: { key } },
      { prefer: 'respond-async', 'idempotency-key': key },
    );
    if (status !== 200 && status !== 202) return undefined;
    acknowledged.triggers.push(String(body['executionId']));
    return String(body['executionId']);
  }

  return {
    acknowledged,
    register,
    async disable(jobName) {
      await send('POST', `/api/jobs/${jobName}/disable`, { reason: 'the end' });
    },
    start() {
      loop(1_500, (round) => register({ name: `registered-${round}`, kind: 'sync', cronExpression: null }));
      loop(700, async (round) => {
        const cronExpression = `${round % 60} ${Math.floor(round / 60) % 24} 1 1 *`;
        const { status } = await send('PUT', '/api/jobs/edited/cron', { cronExpression });
        if (status === 200) acknowledged.edits.push({ jobName: 'edited', cronExpression });
      });
      loop(500, async (round) => void (await trigger('triggered', `trigger-${round}`)));
      loop(4_000, async (round) => {
        const executionId = await trigger('cancelled', `cancel-${round}`);
        if (executionId === undefined) return;
        await delay(1_000);
        const { status } = await send('POST', `/api/executions/${executionId}/cancel`, {
          userId: 'chaos',
          reason: 'chance',
        });
        if (status === 200 || status === 202) acknowledged.cancels.push(executionId);
      });
    },
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
