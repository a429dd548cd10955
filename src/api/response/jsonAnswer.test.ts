// Answers that are sent in parts, through the same compression as all others.
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import Koa from 'koa';
import compress from 'koa-compress';
import { expect, it } from 'vitest';
import { streamJson } from './jsonAnswer.ts';

async function ask(parts: () => AsyncGenerator<string, void>, encoding: string): Promise<Response> {
  const app = new Koa();
  app.silent = true;
  app.use(compress());
  app.use((ctx) => streamJson(ctx, parts()));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const answer = await fetch(`http://127.0.0.1:${port}`, { headers: { 'accept-encoding': encoding } });
    const text = await answer.text();
    return new Response(text, { status: answer.status, headers: answer.headers });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function* good() {
  yield '{"jobs":[';
  await Promise.resolve();
  yield `"${'x'.repeat(100_000)}"]}`;
}

async function* brokenAfter(parts: string[]) {
  yield* parts;
  await Promise.reject(new Error('the database is gone'));
}

it.each(['gzip', 'identity'])('sends the parts as one document (%s)', async (encoding) => {
  const answer = await ask(good, encoding);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null);
  expect(await answer.json()).toEqual({ jobs: ['x'.repeat(100_000)] });
});

it('answers what fails before the first part as any other failure', async () => {
  expect((await ask(() => brokenAfter([]), 'identity')).status).toBe(500);
});

it.each(['gzip', 'identity'])('never passes a part off as the whole (%s)', async (encoding) => {
  await expect(ask(() => brokenAfter(['{"jobs":[', '1,2']), encoding)).rejects.toThrow();
});
