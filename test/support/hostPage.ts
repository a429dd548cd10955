// A page of an application that embeds the portal, and passes in the token of who is signed in there.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HostPage {
  /** On another site than the scheduler, which is at 127.0.0.1. */
  url: string;
  /** Address of the portal in it. */
  embed(url: string): void;
  /** How the portal's questions are answered from now on: a token, or null to stay silent. */
  answer(token: (() => Promise<string>) | null): void;
  /** Questions of the portal so far. */
  asked(): number;
  stop(): Promise<void>;
}

export async function startHostPage(): Promise<HostPage> {
  let portal = '';
  let sign: (() => Promise<string>) | null = null;
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.url !== '/token') {
      response.setHeader('content-type', 'text/html').end(pageOf(portal));
      return;
    }
    asked += 1;
    if (sign === null) response.writeHead(204).end();
    else sign().then((token) => response.end(token), response.destroy.bind(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    embed(url) {
      portal = url;
    },
    answer(token) {
      sign = token;
    },
    asked: () => asked,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `give()` passes a token in without being asked. */
const pageOf = (portal: string) => `<!doctype html>
<title>Host</title>
<iframe src="${portal}" style="width: 1400px; height: 850px"></iframe>
<script>
  const frame = document.querySelector('iframe').contentWindow;
  async function give() {
    const token = await (await fetch('/token', { method: 'POST' })).text();
    if (token !== '') frame.postMessage({ type: 'scheduler-portal.token', token }, '${new URL(portal).origin}');
  }
  addEventListener('message', ({ data, source }) => {
    if (source === frame && data.type === 'scheduler-portal.token-please') void give();
  });
</script>`;
