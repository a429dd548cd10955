// Something that a test run starts only when a test asks for it, and then once for all of them: the tests run in other processes,
// and ask over HTTP.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Started {
  stop(): Promise<void>;
}

/** `address` answers what `start` has resolved with, as JSON. */
export async function serveOnDemand(start: () => Promise<Started>): Promise<Started & { address: string }> {
  let started: Promise<Started> | undefined;
  const server = createServer((_, response) => {
    started ??= start();
    started.then(
      (value) => response.end(JSON.stringify(value)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      // A failure was the answer to all who asked.
      const value = await started?.catch(() => undefined);
      await value?.stop();
    },
  };
}

/** What is served there. */
export async function demand<T>(address: string): Promise<T> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as T;
}
