// What can be told of a key of Supabase by reading it. Whether the gateway takes it, the first call shows.
import { decodeJwt, errors } from 'jose';

const NEEDED = 'set it to the secret key (sb_secret_…) or the service_role key of the project';

/** The end of a sentence that begins with the variable's name; undefined when the key may be the right one. */
export function serviceKeyProblem(key: string, now: number = Date.now()): string | undefined {
  if (key.startsWith('sb_secret_')) return undefined;
  if (key.startsWith('sb_publishable_')) return `is a publishable key, which reaches nothing here: ${NEEDED}`;
  const claims = claimsOf(key);
  if (claims === undefined) return `is no key of Supabase: ${NEEDED}`;
  if (claims['role'] !== 'service_role') {
    return `is the key of the role ${JSON.stringify(claims['role'] ?? null)}, which reaches nothing here: ${NEEDED}`;
  }
  if (claims.exp !== undefined && claims.exp * 1_000 <= now) {
    return `has expired (${new Date(claims.exp * 1_000).toISOString()}): ${NEEDED}`;
  }
  return undefined;
}

function claimsOf(key: string) {
  try {
    return decodeJwt(key);
  } catch (error) {
    if (error instanceof errors.JWTInvalid) return undefined;
    throw error;
  }
}
