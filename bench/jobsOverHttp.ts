// Lists of all jobs over HTTP: how long a caller waits, and for how long the process is blocked.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Router } from '@koa/router';
import Koa from 'koa';
import compress from 'koa-compress';
import { listJobs } from '../src/api/routes/jobs/listJobs.ts';
import type { Store } from '../src/store/store.ts';

export interface Transfer {
  ms: number;
  longestBlockMs: number;
  bytes: number;
}

export async function openJobsOverHttp(store: Store) {
  const router = new Router();
  router.get('/api/jobs', listJobs({ store }));
  const app = new Koa().use(compress()).use(router.routes());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  async function transfer(query: string): Promise<Transfer> {
    const delays = monitorEventLoopDelay({ resolution: 1 });
    delays.enable();
    const startedAt = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}/api/jobs${query}`);
    let bytes = 0;
    // The caller runs in this process as well, so it does not assemble the answer.
    for await (const part of answer.body as AsyncIterable<Uint8Array>) bytes += part.length;
    const ms = performance.now() - startedAt;
    delays.disable();
    return { ms, longestBlockMs: delays.max / 1e6, bytes };
  }
  return { transfer, close: () => server.close() };
}
