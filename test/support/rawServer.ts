// Servers that answer byte by byte what a test says, over TCP or TLS: also what no HTTP library would send.
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

/** Certificates for tests, each with its key; `authority` has signed those of `expired` and `otherHost`. */
export const certificate = (name: 'authority' | 'expired' | 'otherHost' | 'selfSigned') =>
  readFileSync(join(import.meta.dirname, 'tls', `${name}.pem`), 'utf8');

export interface RawServer {
  /** What has been received, of all connections. */
  received(): string;
  port: number;
  stop(): Promise<void>;
}

/** @param onRequest is given the connection when a whole request (its head) has come */
export function startRawServer(onRequest: (socket: Socket) => void): Promise<RawServer> {
  return listen((onConnection) => createServer(onConnection), onRequest);
}

export function startTlsServer(
  name: Parameters<typeof certificate>[0],
  onRequest: (socket: Socket) => void,
): Promise<RawServer> {
  const pem = certificate(name);
  return listen((onConnection) => createTlsServer({ key: pem, cert: pem }, onConnection), onRequest);
}

async function listen(
  create: (onConnection: (socket: Socket) => void) => Server,
  onRequest: (socket: Socket) => void,
): Promise<RawServer> {
  let received = '';
  const sockets = new Set<Socket>();
  const server = create((socket) => {
    let request = '';
    socket.on('error', () => undefined); // callers hang up as they like
    socket.on('data', (bytes) => {
      received += bytes.toString('latin1');
      const isComplete = request.includes('\r\n\r\n');
      request += bytes.toString('latin1');
      if (!isComplete && request.includes('\r\n\r\n')) onRequest(socket);
    });
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received: () => received,
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
