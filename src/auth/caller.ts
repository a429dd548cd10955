// The caller of a request: decides permission, audit, idempotency and limits.
import type { Role } from '../contract/roles.ts';

export interface Caller {
  kind: 'nobody' | 'anybody' | 'service' | 'person';
  /** Unique among all callers. The same after a token was renewed or rotated: idempotency keys belong to it. */
  principal: string;
  /** Shown to people. */
  name: string;
  /** Null: none (nobody, or a token bound to services). */
  role: Role | null;
  /** The services that the token is bound to; undefined = bound to none. */
  services?: readonly string[];
}

/** A request without credentials. */
export const NOBODY: Caller = { kind: 'nobody', principal: 'nobody', name: 'nobody', role: null };

/** Every caller in open mode; api/middleware/openModeGuard.ts limits who can call. */
export const ANYBODY: Caller = {
  kind: 'anybody',
  principal: 'anonymous',
  name: 'anonymous',
  role: 'admin',
};
