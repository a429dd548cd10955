// A caller of the API that registers, edits, triggers and cancels all the while, and keeps what was acknowledged with a 2xx.
import { setTimeout as delay } from 'node:timers/promises';
import { chaosJob, EDITED, TRIGGERED, type ChaosJob } from './jobs.ts';
import { createRandom, type Random } from './random.ts';
import { repeatUntilAnswered, send, type FinalAnswer } from './repeat.ts';

export interface Edit {
  jobName: string;
  cronExpression: string;
  acknowledged: boolean;
}

export interface Acknowledged {
  registrations: string[];
  /** In the order in which they were sent, one after another per job. */
  edits: Edit[];
  triggers: { jobName: string; executionId: string }[];
  cancels: { executionId: string; hadFinished: boolean }[];
  /** Answers that should not be. */
  wrong: string[];
}

export interface Client {
  acknowledged: Acknowledged;
  register(job: ChaosJob): Promise<void>;
  disable(jobName: string): Promise<void>;
  /** Starts to do things. */
  begin(): void;
  /** Begins nothing new, and resolves once what has begun is acknowledged. */
  end(): Promise<void>;
  /** Gives up whatever is still tried. */
  abort(): void;
}

export function createClient({ apiUrl, seed }: { apiUrl: string; seed: number }): Client {
  const acknowledged: Acknowledged = { registrations: [], edits: [], triggers: [], cancels: [], wrong: [] };
  const ending = new AbortController();
  const aborting = new AbortController();
  let loops: Promise<unknown>[] = [];

  /** A 4xx nobody expects is noted; null then, and when aborted. */
  async function insist(
    method: string,
    path: string,
    body: object,
    headers?: Record<string, string>,
    expected: number[] = [],
  ): Promise<FinalAnswer | null> {
    const request = { method, url: `${apiUrl}${path}`, body, ...(headers && { headers }) };
    const answer = await repeatUntilAnswered(request, aborting.signal);
    if (answer === null || answer.status < 300 || expected.includes(answer.status)) return answer;
    acknowledged.wrong.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return null;
  }

  async function register(job: ChaosJob): Promise<void> {
    if (await insist('POST', '/api/jobs/register', job.registration)) acknowledged.registrations.push(job.name);
  }

  async function registerMore(number: number): Promise<void> {
    await register(chaosJob(`extra-${number}`, 'sync', null, {}));
  }

  /** Not repeated: what is not acknowledged may be in force or not, and the next edit follows. */
  async function edit(jobName: string, number: number): Promise<void> {
    const cronExpression = `${number % 60} ${Math.floor(number / 60) % 24} 29 2 *`;
    const entry = { jobName, cronExpression, acknowledged: false };
    acknowledged.edits.push(entry);
    const url = `${apiUrl}/api/jobs/${jobName}/cron`;
    const answer = await send({ method: 'PUT', url, body: { cronExpression } });
    entry.acknowledged = answer?.status === 200;
    if (answer && answer.status >= 400 && answer.status < 500) {
      acknowledged.wrong.push(`edit of ${jobName}: ${answer.status} ${JSON.stringify(answer.body)}`);
    }
  }

  async function trigger(number: number, random: Random): Promise<void> {
    const { name: jobName } = random.oneOf(TRIGGERED);
    const [cancelAfterMs, repeats] = [random.between(0, 2_500), random.between(0, 1) < 0.2];
    const ask = () =>
      insist('POST', `/api/jobs/${jobName}/trigger`, {}, {
        prefer: 'respond-async',
        'idempotency-key': `chaos-${number}`,
      });
    const executionId: string | undefined = (await ask())?.body.executionId;
    if (executionId === undefined) return;
    acknowledged.triggers.push({ jobName, executionId });
    if (repeats) {
      const again = (await ask())?.body.executionId;
      if (again !== executionId)
        acknowledged.wrong.push(`the same Idempotency-Key gave executions ${executionId} and ${again}`);
    }
    if (cancelAfterMs < 1_000) {
      await delay(cancelAfterMs);
      const path = `/api/executions/${executionId}/cancel`;
      const answer = await insist('POST', path, { reason: 'chaos' }, {}, [409]);
      if (answer) acknowledged.cancels.push({ executionId, hadFinished: answer.status === 409 });
    }
  }

  async function again(everyMs: number, act: (number: number) => Promise<void>): Promise<void> {
    for (let number = 1; !ending.signal.aborted; number += 1) {
      await act(number);
      await delay(everyMs);
    }
  }

  return {
    acknowledged,
    register,
    async disable(jobName) {
      await insist('POST', `/api/jobs/${jobName}/disable`, {});
    },
    begin() {
      const random = createRandom(seed, 'client');
      const triggers = new Set<Promise<void>>();
      loops = [
        again(3_000, registerMore),
        ...EDITED.map(({ name }) => again(1_500, (number) => edit(name, number))),
        // At a steady pace: those that meet an outage overlap.
        again(1_000, async (number) => {
          const running = trigger(number, random).finally(() => triggers.delete(running));
          triggers.add(running);
        }).then(() => Promise.all(triggers)),
      ];
    },
    async end() {
      ending.abort();
      await Promise.all(loops);
    },
    abort: () => aborting.abort(),
  };
}
