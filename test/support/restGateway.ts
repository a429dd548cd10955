// What SUPABASE_URL leads to, on a database of the tests: a REST server, and before it a stand-in for Supabase's own gateway, which
// serves it under /rest/v1, asks for a key and exchanges a secret key for a JWT.
import { randomBytes } from 'node:crypto';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import getPort from 'get-port';
import { SignJWT } from 'jose';
import { startRestServer } from '../../dev/rest/startRestServer.ts';
import type { ServerProcess } from '../../dev/process/serverProcess.ts';
import { AUTHENTICATOR } from './supabaseRoles.ts';

export interface RestGateway {
  url: string;
  /** The legacy key of a role: a JWT. */
  keyOf(role: string): Promise<string>;
  /** `sb_secret_…`, which the gateway takes for the service role's. */
  secretKey: string;
  stop(): Promise<void>;
}

export async function startRestGateway(options: {
  program: string;
  /** Of any role; the gateway logs in with its own. */
  databaseUrl: string;
  /** Before each call is passed on. */
  latencyMs?: number;
  onStart?: (server: ServerProcess) => void;
}): Promise<RestGateway> {
  const { program, latencyMs = 0, onStart } = options;
  const databaseUrl = new URL(options.databaseUrl);
  databaseUrl.username = AUTHENTICATOR.name;
  databaseUrl.password = AUTHENTICATOR.password;
  const jwtSecret = randomBytes(32).toString('hex');
  const keyOf = (role: string) =>
    new SignJWT({ role, iss: 'supabase' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode(jwtSecret));
  const secretKey = `sb_secret_${randomBytes(16).toString('hex')}`;
  const serviceKey = await keyOf('service_role');
  const folder = mkdtempSync(join(tmpdir(), 'scheduler-service-rest-'));
  const rest = await startRestServer({
    program,
    databaseUrl: databaseUrl.href,
    port: await getPort({ host: '127.0.0.1' }),
    jwtSecret,
    logFile: join(folder, 'rest.log'),
    ...(onStart && { onStart }),
  });

  const agent = new Agent({ keepAlive: true });
  const server = createServer((asked, answer) => {
    const key = asked.headers['apikey'];
    if (key === undefined) return refuse(answer, 401, 'No API key found in request');
    if (!asked.url?.startsWith('/rest/v1/')) {
      return refuse(answer, 404, 'no Route matched with those values');
    }
    const isSecret = String(key).startsWith('sb_');
    if (isSecret && key !== secretKey) return refuse(answer, 401, 'Invalid API key');
    const passed = {
      path: asked.url.replace('/rest/v1', '/api'),
      headers: { ...asked.headers, ...(isSecret && { authorization: `Bearer ${serviceKey}` }) },
    };
    void delay(latencyMs).then(() => passOn(asked, answer, passed));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  function passOn(asked: IncomingMessage, answer: ServerResponse, passed: { path: string; headers: object }) {
    const further = request(
      `${rest.url}${passed.path}`,
      { method: asked.method, headers: { ...passed.headers }, agent },
      (given) => {
        answer.writeHead(given.statusCode ?? 502, given.headers);
        given.pipe(answer);
      },
    );
    further.once('error', (error) => refuse(answer, 502, error.message));
    answer.once('close', () => further.destroy());
    asked.pipe(further);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    keyOf,
    secretKey,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      agent.destroy();
      await rest.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

function refuse(answer: ServerResponse, status: number, message: string): void {
  if (answer.headersSent) {
    answer.destroy();
    return;
  }
  answer.writeHead(status, { 'content-type': 'application/json' });
  answer.end(JSON.stringify({ message }));
}
