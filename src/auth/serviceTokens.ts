// Tokens of services: `sch_svc_<id>_<secret>`. The scheduler is given only their hashes (SERVICE_TOKENS).
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { GivenInstant, Name } from '../contract/fields.ts';
import type { Caller } from './caller.ts';

const ID_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;
const TOKEN_PATTERN = /^sch_svc_(?<id>[a-z0-9-]{1,64})_[\w-]{43}$/;
const SECRET_BYTES = 32;

const SERVICES = 'must be a list of 1 to 100 service names, or "*" for all services';

/** One entry of SERVICE_TOKENS. */
export const ServiceToken = z.strictObject({
  /** Names the token in logs and lists; no secret. */
  id: z.string().regex(ID_PATTERN, 'must be 1 to 64 lower-case letters, digits and "-"'),
  /** The services it speaks for. "*": for every service, with the rights of an admin. */
  services: z.union([z.literal('*'), z.array(Name).min(1, SERVICES).max(100, SERVICES)], {
    error: SERVICES,
  }),
  /** SHA-256 of the whole token, in hexadecimal. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  expires: GivenInstant.optional(),
});
export type ServiceToken = z.infer<typeof ServiceToken>;

/** @returns the token, to be shown once, and its entry */
export function createServiceToken(about: Omit<z.input<typeof ServiceToken>, 'sha256'>): {
  token: string;
  entry: ServiceToken;
} {
  const token = `sch_svc_${about.id}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { token, entry: ServiceToken.parse({ ...about, sha256: sha256(token) }) };
}

export function isServiceToken(token: string): boolean {
  return TOKEN_PATTERN.test(token);
}

/** @returns the entry of the token, also of one that has expired; undefined when there is none */
export function findServiceToken(tokens: readonly ServiceToken[], token: string): ServiceToken | undefined {
  const id = TOKEN_PATTERN.exec(token)?.groups?.['id'];
  const hash = Buffer.from(sha256(token), 'hex');
  return tokens.find((entry) => entry.id === id && timingSafeEqual(Buffer.from(entry.sha256, 'hex'), hash));
}

/** Tokens of the same services are one caller, so that a rotation keeps idempotency keys. */
export function callerOf({ id, services }: Pick<ServiceToken, 'id' | 'services'>): Caller {
  if (services === '*') {
    return { kind: 'service', principal: `token:${id}`, name: `token:${id}`, role: 'admin' };
  }
  const names = [...new Set(services)].toSorted();
  const name = `service:${names.join(',')}`;
  return { kind: 'service', principal: name, name, role: null, services: names };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
