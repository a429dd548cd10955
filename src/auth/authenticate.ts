// Credentials → caller.
import { SchedulerError } from '../domain/errors.ts';
import { adminCaller, findAdminToken } from './adminTokens.ts';
import { NOBODY, type Caller } from './caller.ts';
import { createPeople } from './people.ts';
import { findSession } from './sessions.ts';
import { callerOf, findServiceToken, isServiceToken, sha256 } from './serviceTokens.ts';
import type { Credentials } from './settings.ts';

export interface Presented {
  authorization: string;
  /** X-Service-Token, as before there was Authorization. */
  serviceToken: string;
  /** Of a cookie, from a page of the scheduler itself. */
  session: string;
}

/** A guess, perhaps: those of one address are counted. */
const UNKNOWN = { details: { unknown: true } };

export type Authenticate = (presented: Presented) => Promise<Caller>;

/**
 * @param onServiceToken told of each use of a service's token, by its id
 * @returns NOBODY without credentials; throws SchedulerError UNAUTHENTICATED, NO_ROLE or SIGN_IN_UNAVAILABLE
 */
export function createAuthenticate({
  credentials,
  origins,
  otherwise,
  onServiceToken = () => undefined,
}: {
  credentials: Credentials | null;
  origins: readonly string[];
  /** Every caller, while no credentials are set. */
  otherwise: Caller;
  onServiceToken?: (id: string) => void;
}): Authenticate {
  if (credentials === null) return () => Promise.resolve(otherwise);
  const { serviceTokens, legacyServiceToken, adminTokens, issuers } = credentials;
  const people = createPeople(issuers, origins);

  return async ({ authorization, serviceToken, session }) => {
    const token = authorization === '' ? serviceToken : bearerOf(authorization);
    if (token === '') return bySession(session);
    if (isServiceToken(token)) return byServiceToken(token);
    if (legacyServiceToken !== undefined && sha256(token) === legacyServiceToken) {
      onServiceToken('SERVICE_TOKEN');
      return callerOf({ id: 'SERVICE_TOKEN', services: '*' });
    }
    const admin = findAdminToken(adminTokens, token);
    if (admin !== undefined) return adminCaller(admin);
    if (token.split('.').length === 3) return people(token);
    throw new SchedulerError(
      'UNAUTHENTICATED',
      'the token is unknown; check it, or ask for a new one',
      UNKNOWN,
    );
  };

  /** A cookie is sent with every request, so one that has expired is none. */
  function bySession(session: string): Caller {
    const admin = session === '' ? undefined : findSession(adminTokens, session, Date.now());
    return admin === undefined ? NOBODY : adminCaller(admin);
  }

  function byServiceToken(token: string): Caller {
    const entry = findServiceToken(serviceTokens, token);
    if (entry === undefined) {
      throw new SchedulerError(
        'UNAUTHENTICATED',
        'the service token is unknown: it was removed from SERVICE_TOKENS, or belongs to another scheduler; ask for a new one',
        UNKNOWN,
      );
    }
    if (entry.expires !== undefined && Date.parse(entry.expires) <= Date.now()) {
      throw new SchedulerError(
        'UNAUTHENTICATED',
        `the service token ${entry.id} expired at ${entry.expires}; add a new one to SERVICE_TOKENS`,
      );
    }
    onServiceToken(entry.id);
    return callerOf(entry);
  }
}

function bearerOf(authorization: string): string {
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (token !== undefined) return token;
  throw new SchedulerError('UNAUTHENTICATED', 'the header Authorization must be "Bearer <token>"');
}
