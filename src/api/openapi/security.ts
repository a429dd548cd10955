// Credentials and permissions, as the document states them.
import { personInWords, serviceTokenInWords, type Permission } from '../../contract/permissions.ts';

export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    description: 'A service token, an admin token, or the token of a person who has signed in.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-scheduler',
    description:
      "A session of the scheduler's own pages. Over http, on one machine, its name is `scheduler`.",
  },
  serviceToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Service-Token',
    description: 'A service token, as older callers send it.',
  },
  callbackToken: {
    type: 'apiKey',
    in: 'header',
    name: 'X-Scheduler-Callback-Token',
    description: 'Comes with the call of an attempt.',
  },
} as const;

type Requirement = Partial<Record<keyof typeof SECURITY_SCHEMES, string[]>>;

/** Any one of them. */
export function securityOf({ credentials }: Permission): Requirement[] {
  if (credentials === 'attempt') return [{ callbackToken: [] }];
  const signedIn = [{ bearer: [] }, { session: [] }, { serviceToken: [] }];
  return credentials === 'open' ? [{}, ...signedIn] : signedIn;
}

export function permissionInWords(permission: Permission): string {
  const { credentials } = permission;
  if (credentials === 'open') return 'Needs no credentials.';
  if (credentials === 'attempt') return 'Needs the callback token of the attempt.';
  return `Needs the role ${personInWords(permission)}. Token bound to services: ${serviceTokenInWords(permission)}.`;
}
