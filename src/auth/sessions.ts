// Sessions of people who signed in with an admin token: a value that proves itself and is kept nowhere. It is bound to the token,
// so that removing the token ends its sessions.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { AdminToken } from './adminTokens.ts';

export const SESSION_MS = 8 * 3_600_000;

/** @returns the value of a cookie */
export function createSession(admin: AdminToken, expiresAtMs: number): string {
  const what = `${Buffer.from(admin.name).toString('base64url')}.${expiresAtMs}`;
  return `${what}.${proofOf(admin, what)}`;
}

/** @returns whose session it is; undefined when it has expired, or is of no token that is listed */
export function findSession(
  admins: readonly AdminToken[],
  session: string,
  nowMs: number,
): AdminToken | undefined {
  const [name, expiresAtMs, proof] = session.split('.');
  if (name === undefined || expiresAtMs === undefined || proof === undefined) return undefined;
  const admin = admins.find((candidate) => Buffer.from(candidate.name).toString('base64url') === name);
  if (admin === undefined || !(Number(expiresAtMs) > nowMs)) return undefined;
  const given = Buffer.from(proof, 'base64url');
  const expected = Buffer.from(proofOf(admin, `${name}.${expiresAtMs}`), 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected) ? admin : undefined;
}

/** The hash of the token is known to nobody else: the configuration holds the token itself. */
function proofOf(admin: AdminToken, what: string): string {
  const key = Buffer.from(hkdfSync('sha256', Buffer.from(admin.sha256, 'hex'), '', 'session', 32));
  return createHmac('sha256', key).update(what).digest('base64url');
}
