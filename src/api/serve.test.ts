import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import Koa from 'koa';
import { expect, it } from 'vitest';
import { serve } from './serve.ts';

it('cuts a request that does not arrive in time', async () => {
  const app = new Koa();
  app.use(async (ctx) => {
    ctx.body = await text(ctx.req);
  });
  app.silent = true;
  const server = await serve(
    app,
    { host: '127.0.0.1', port: 0 },
    { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 },
  );
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow');
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 /);
  await server.close();
});
