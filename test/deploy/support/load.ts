// Requests at a steady rate, as services and people make them: reads, triggers and registrations.
import { setTimeout as delay } from 'node:timers/promises';
import { errorMessage } from '../../../src/domain/errors.ts';

export interface LoadReport {
  sent: number;
  /** Sent a second time because the first one got no answer, or a 502 to 504; with an Idempotency-Key where it matters. */
  retried: string[];
  /** Failed also then. */
  failed: string[];
  /** Executions of the triggers that were accepted. */
  triggered: string[];
  slowestMs: number;
}

export interface Load {
  stop(): Promise<LoadReport>;
}

export function createLoad({
  url,
  authorization,
  perSecond,
}: {
  url: string;
  authorization: string;
  perSecond: number;
}): Load {
  const report: LoadReport = { sent: 0, retried: [], failed: [], triggered: [], slowestMs: 0 };
  const open = new Set<Promise<void>>();

  async function send(round: number): Promise<void> {
    const { method, path, body } = requestOf(round);
    const startedAt = performance.now();
    let problem = '';
    for (const again of [false, true]) {
      if (again) {
        report.retried.push(`${method} ${path}: ${problem}`);
        await delay(500);
      }
      problem = await attempt(round, method, path, body);
      if (problem === '') break;
    }
    if (problem !== '') report.failed.push(`${method} ${path}: ${problem}`);
    report.slowestMs = Math.max(report.slowestMs, Math.round(performance.now() - startedAt));
  }

  async function attempt(round: number, method: string, path: string, body: object | undefined) {
    try {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          'content-type': 'application/json',
          authorization,
          prefer: 'respond-async',
          ...(body && { 'idempotency-key': `load-${round}` }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(15_000),
      });
      const text = await response.text();
      if (!response.ok) return `${response.status} ${text.slice(0, 200)}`;
      if (path.endsWith('/trigger'))
        report.triggered.push((JSON.parse(text) as { executionId: string }).executionId);
      return '';
    } catch (error) {
      return errorMessage(error);
    }
  }

  const ticker = setInterval(() => {
    const request = send(report.sent++);
    open.add(request);
    void request.finally(() => open.delete(request));
  }, 1_000 / perSecond);

  return {
    async stop() {
      clearInterval(ticker);
      await Promise.all(open);
      return report;
    },
  };
}

/** Of twenty, two trigger and two register; the others read. */
function requestOf(round: number): { method: string; path: string; body?: object } {
  switch (round % 10) {
    case 0:
      return { method: 'POST', path: '/api/jobs/on-demand/trigger', body: { config: { round } } };
    case 5:
      return {
        method: 'POST',
        path: '/api/jobs/register',
        body: {
          name: `registered-${round % 100}`,
          cronExpression: '0 8 * * *',
          jobType: 'other',
          service: 'test-service',
          endpoint: '/run',
        },
      };
    case 1:
    case 6:
      return { method: 'GET', path: '/api/jobs/each-second-1/history' };
    case 2:
    case 7:
      return { method: 'GET', path: '/api/jobs/each-second-2' };
    case 3:
      return { method: 'GET', path: '/api/jobs/each-second-3/stats' };
    default:
      return { method: 'GET', path: '/api/jobs?limit=50' };
  }
}
