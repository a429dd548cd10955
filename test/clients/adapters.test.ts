// The client in each framework, called by the real scheduler: signed calls, results at once and later, cancellation.
import { createServer, type RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import express from 'express';
import fastify from 'fastify';
import getPort from 'get-port';
import { Hono } from 'hono';
import Koa from 'koa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createScheduler,
  jobHandler,
  registerJobs,
  type JobHandler,
  type JobRun,
} from '../../clients/typescript/src/index.ts';
import { createServiceToken } from '../../src/auth/serviceTokens.ts';
import { serviceUrlVariable } from '../../src/domain/identifiers.ts';
import { signingKeyOf } from '../../src/services/signingKeys.ts';
import { startTestScheduler, type TestScheduler } from '../support/scheduler.ts';

const FRAMEWORKS = ['node', 'express', 'fastify', 'koa', 'hono'] as const;
type Framework = (typeof FRAMEWORKS)[number];
const [OLD_KEY, NEW_KEY] = ['old-master-key-'.repeat(3), 'new-master-key-'.repeat(3)];
const token = createServiceToken({ id: 'clients', services: [...FRAMEWORKS] });

let scheduler: TestScheduler;
let client: ReturnType<typeof createScheduler>;
const addresses = new Map<Framework, string>();
const servers: { close(): unknown }[] = [];

const work = {
  quick: ({ config }: JobRun) => ({ itemsProcessed: Number(config['items']), metadata: { config } }),
  broken: () => {
    throw new Error('no disk');
  },
  slow: async ({ progress }: JobRun) => {
    progress({ itemsProcessed: 1, percent: 50 });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return { itemsProcessed: 2 };
  },
  endless: ({ signal }: JobRun) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    }),
};
/** Names of jobs are unique in the whole scheduler. */
const jobsOf = (framework: Framework) =>
  Object.fromEntries(Object.entries(work).map(([name, run]) => [`${framework}-${name}`, run]));

function listen(port: number, listener: RequestListener): void {
  servers.push(createServer(listener).listen(port, '127.0.0.1'));
}

const SERVE: Record<Framework, (handler: JobHandler, port: number) => unknown> = {
  node: (handler, port) => listen(port, (request, response) => void handler.node(request, response)),
  express: (handler, port) => listen(port, express().post('/jobs/:name', handler.express)),
  async fastify(handler, port) {
    const app = fastify();
    await app.register(handler.fastify, { url: '/jobs/:name' });
    servers.push(app);
    await app.listen({ port, host: '127.0.0.1' });
  },
  koa: (handler, port) => servers.push(new Koa().use(handler.koa).listen(port, '127.0.0.1')),
  hono(handler, port) {
    const app = new Hono().post('/jobs/:name', (context) => handler.fetch(context.req.raw));
    listen(port, (request, response) => {
      void (async () => {
        const headers = new Headers(request.headers as Record<string, string>);
        const body = await text(request);
        const answer = await app.request(`http://localhost${request.url}`, { method: 'POST', headers, body });
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
      })();
    });
  },
};

beforeAll(async () => {
  const ports = await Promise.all(FRAMEWORKS.map(() => getPort({ host: '127.0.0.1' })));
  scheduler = await startTestScheduler({
    environment: {
      SERVICE_TOKENS: JSON.stringify([token.entry]),
      SIGNING_KEYS: `${NEW_KEY},${OLD_KEY}`,
      ...Object.fromEntries(
        FRAMEWORKS.map((name, index) => [serviceUrlVariable(name), `http://127.0.0.1:${ports[index]}`]),
      ),
    },
    headers: { authorization: `Bearer ${token.token}` },
  });
  const connection = { url: scheduler.url, token: token.token };
  client = createScheduler(connection);
  for (const [index, framework] of FRAMEWORKS.entries()) {
    // Half of the services have rolled to the new key already.
    const signingKeys = signingKeyOf(index % 2 === 0 ? OLD_KEY : NEW_KEY, framework);
    const handler = jobHandler(jobsOf(framework), { ...connection, signingKeys, answerWithinSeconds: 0.2 });
    addresses.set(framework, `http://127.0.0.1:${ports[index]}`);
    await SERVE[framework](handler, ports[index]!);
    const jobs = Object.keys(jobsOf(framework)).map((name) => ({ name, cronExpression: null }));
    expect((await registerJobs(jobs, { ...connection, service: framework }).done).refused).toEqual([]);
  }
});
afterAll(async () => {
  await scheduler.stop();
  for (const server of servers) server.close();
});

describe.concurrent.each(FRAMEWORKS)('%s', (framework) => {
  it('answers at once, later, with a failure, and stops when it is cancelled', async () => {
    const result = async (name: string, config = {}) => {
      const run = await client.trigger(`${framework}-${name}`, { waitSeconds: 20, config });
      return 'result' in run ? run.result : run;
    };
    const endless = await client.trigger(`${framework}-endless`);
    const [quick, broken, slow] = await Promise.all([
      result('quick', { items: 3, umlaut: 'ä€😀' }),
      result('broken'),
      result('slow'),
    ]);
    expect(quick).toMatchObject({
      success: true,
      itemsProcessed: 3,
      metadata: { config: { items: 3, umlaut: 'ä€😀' } },
    });
    expect(broken).toMatchObject({ success: false, error: 'no disk' });
    expect(slow).toMatchObject({ success: true, itemsProcessed: 2 });

    const about = async () => (await client.execution(endless.executionId)).execution;
    await expect.poll(async () => (await about()).heartbeat_at).not.toBeNull();
    await client.cancel(endless.executionId, { reason: 'enough' });
    await expect.poll(async () => (await about()).status).toBe('cancelled');
    expect((await about()).attempts.at(-1)).toMatchObject({
      class: 'failed',
      said: expect.stringContaining('enough'),
    });
  });

  it('lets nobody else in', async () => {
    const response = await fetch(`${addresses.get(framework)}/jobs/${framework}-quick`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jobName: `${framework}-quick`,
        config: {},
        executionId: 'forged',
        triggeredBy: 'admin',
      }),
    });
    expect([response.status, await response.json()]).toEqual([401, { error: 'the call is not signed' }]);
  });
});
