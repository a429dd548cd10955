// The service that the benches call. It answers at once, so that only the engine is measured.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobResult } from '../src/contract/serviceCall.ts';

export interface LocalService {
  url: string;
  stop(): Promise<void>;
}

const RESULT: JobResult = { success: true, itemsProcessed: 1, itemsSucceeded: 1, itemsFailed: 0 };

/** `onCall` gets the instant (ms) at which the call's headers arrived, and the due instant in them. */
export async function startLocalService(
  onCall: (arrivedAt: number, scheduledFor: string | undefined) => void = () => undefined,
): Promise<LocalService> {
  const server = createServer((request, response) => {
    onCall(Date.now(), request.headers['x-scheduler-scheduled-for']?.toString());
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(RESULT));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
