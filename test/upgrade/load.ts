// Registrations, triggers and reads, all the time, at whichever APIs are in use: what services and people do during a rollout.
import { setTimeout as delay } from 'node:timers/promises';

/** Of each kind. */
const PAUSE_MS = 100;

export interface Load {
  register(name: string, settings?: object): Promise<void>;
  trigger(name: string, headers?: Record<string, string>): Promise<void>;
  /** From now on requests go to these, in turn. */
  use(urls: string[]): void;
  stop(): Promise<{ requests: number; failed: string[]; triggered: string[] }>;
}

export function startLoad(first: string[], scheduled: string[]): Load {
  let urls = first;
  let requests = 0;
  const stopping = new AbortController();
  const failed: string[] = [];
  const triggered: string[] = [];

  async function send(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    const url = urls[requests % urls.length]!;
    requests += 1;
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body && { body: JSON.stringify(body) }),
      });
      const answer = (await response.json()) as { executionId?: string };
      if (response.status >= 400)
        failed.push(`${method} ${path}: ${response.status} ${JSON.stringify(answer)}`);
      return answer;
    } catch (error) {
      failed.push(`${method} ${path} at ${url}: ${String(error)}`);
      return {};
    }
  }
  async function register(name: string, settings: object = {}): Promise<void> {
    await send('POST', '/api/jobs/register', {
      name,
      displayName: name,
      description: '',
      cronExpression: null,
      enabled: true,
      jobType: 'other',
      service: 'test-service',
      endpoint: '/run',
      overlap: 'allow',
      ...settings,
    });
  }
  async function trigger(name: string, headers: Record<string, string> = {}): Promise<void> {
    const { executionId } = await send('POST', `/api/jobs/${name}/trigger`, {}, headers);
    if (executionId !== undefined) triggered.push(executionId);
  }
  const everySecond = { cronExpression: '* * * * * *', catchup: 'all' };
  const acts = [
    // As at each start of a service; each round changes something.
    (round: number) => register(scheduled[round % scheduled.length]!, { ...everySecond, config: { round } }),
    () => trigger('triggered'),
    () => trigger('triggered', { prefer: 'respond-async' }),
    () => send('GET', '/api/jobs?view=summary'),
    (round: number) => send('GET', `/api/jobs/${scheduled[round % scheduled.length]!}/history`),
  ];
  const ready = register('triggered').then(() =>
    Promise.all(scheduled.map((name) => register(name, everySecond))),
  );
  const lanes = acts.map(async (act) => {
    await ready;
    for (let round = 0; !stopping.signal.aborted; round += 1) {
      await act(round);
      await delay(PAUSE_MS);
    }
  });

  return {
    register,
    trigger,
    use(next) {
      urls = next;
    },
    async stop() {
      stopping.abort();
      await Promise.all(lanes);
      return { requests, failed, triggered };
    },
  };
}
