// The database never sees callback tokens, only their hashes.
import { createHash } from 'node:crypto';

/** SHA-256 in hex. The tokens are 32 random bytes, so no salt is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
