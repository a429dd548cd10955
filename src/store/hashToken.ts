// Callback tokens never reach the database, only what they hash to.
import { createHash } from 'node:crypto';

/** SHA-256 in hex. The tokens are 32 random bytes, so no salt is needed. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
