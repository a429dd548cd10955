// The HTTP server around the app: listens, and stops without dropping a request.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import type { Config } from '../config.ts';

/** Requests still in flight after this are cut. Waiting triggers are answered when the process begins to stop. */
const CLOSE_TIMEOUT_MS = 2_000;

/** A request must have arrived by then, or its connection is cut with 408. Answers may take as long as they like. */
const SLOW_REQUESTS = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

export async function serve(
  app: Koa,
  { host, port }: Pick<Config, 'host' | 'port'>,
  timeouts = SLOW_REQUESTS,
): Promise<{ url: string; close(): Promise<void> }> {
  const handle = app.callback();
  const server = createServer(timeouts, (request, response) => void handle(request, response));
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (cause) {
    const inUse = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
    throw inUse
      ? new Error(`port ${port} is in use; stop what listens there, or set PORT to a free one`, { cause })
      : cause;
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      // A connection becomes idle when its last answer is out, and would then be kept alive.
      const sweep = setInterval(() => server.closeIdleConnections(), 20);
      const cut = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
      await closed;
      clearInterval(sweep);
      clearTimeout(cut);
    },
  };
}
