// An identity provider: keys of each kind, a key set over HTTP, and tokens signed with them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type Algorithm = 'RS256' | 'ES256' | 'EdDSA';

export interface IdentityProvider {
  issuer: string;
  jwksUrl: string;
  /** The public key that verifies RS256, as PEM: for attacks that use it as a secret. */
  publicPem: string;
  /** Requests for the key set so far. */
  asked(): number;
  /** How the key set is answered from now on. */
  answer(with_: 'keys' | 'failure'): void;
  /** A token that expires in a minute, with these claims; undefined removes one. */
  sign(
    claims: Record<string, unknown>,
    options?: { algorithm?: Algorithm; kid?: string; header?: Record<string, unknown> },
  ): Promise<string>;
  /** Keys from now on; those before are no longer published. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

const ALGORITHMS: readonly Algorithm[] = ['RS256', 'ES256', 'EdDSA'];

export async function startIdentityProvider(): Promise<IdentityProvider> {
  let generation = 0;
  let keys = await createKeys();
  let asked = 0;
  let answers: 'keys' | 'failure' = 'keys';
  const server = createServer((_request, response) => {
    asked += 1;
    if (answers === 'failure') {
      response.writeHead(500).end();
      return;
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function createKeys() {
    generation += 1;
    return Promise.all(
      ALGORITHMS.map(async (algorithm) => {
        const pair = await generateKeyPair(algorithm, { extractable: true });
        const kid = `${algorithm}-${generation}`;
        return {
          algorithm,
          kid,
          ...pair,
          jwk: { ...(await exportJWK(pair.publicKey)), kid, alg: algorithm },
        };
      }),
    );
  }

  return {
    issuer,
    jwksUrl: `${issuer}/.well-known/jwks.json`,
    publicPem: JSON.stringify(keys[0]!.jwk),
    asked: () => asked,
    answer(with_) {
      answers = with_;
    },
    sign(claims, { algorithm = 'RS256', kid, header = {} } = {}) {
      const key = keys.find((candidate) => candidate.algorithm === algorithm)!;
      const now = Math.floor(Date.now() / 1_000);
      const all = { iss: issuer, sub: 'user_1', iat: now, exp: now + 60, ...claims };
      return new SignJWT(JSON.parse(JSON.stringify(all)))
        .setProtectedHeader({ alg: algorithm, kid: kid ?? key.kid, ...header })
        .sign(key.privateKey);
    },
    async rotate() {
      keys = await createKeys();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
