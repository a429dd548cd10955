// TLS of every call. Said in so many words, since variables and flags of Node would change its own defaults.
import type { SecureContextOptions, SecureVersion } from 'node:tls';

export const TLS_RULES = {
  rejectUnauthorized: true,
  minVersion: 'TLSv1.2' satisfies SecureVersion,
} as const satisfies SecureContextOptions & { rejectUnauthorized: true };
