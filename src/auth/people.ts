// People sign in at an identity provider; its token (JWT) says who they are and what role they have.
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeJwt,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { hasRole, ROLES, type Role } from '../contract/roles.ts';
import { SchedulerError } from '../domain/errors.ts';
import type { Caller } from './caller.ts';
import type { Issuer } from './issuers.ts';

const KEYS_TIMEOUT_MS = 3_000;
/** A key that the provider has withdrawn is accepted for so long. */
const KEYS_MAX_AGE_MS = 600_000;
/** Tokens with unknown key ids must not make us ask the provider for each. */
const ASK_AGAIN_AFTER_MS = 30_000;
const MAX_TOKEN_CHARACTERS = 8_192;
/** Only those of keys that the provider publishes: a secret must not be mistaken for one, nor the other way round. */
const BY_KEY_SET = ['RS256', 'ES256', 'EdDSA'];

/**
 * @param origins whose pages may have asked for a token: FRONTEND_URL and PUBLIC_URL
 * @returns verifies a token; throws SchedulerError UNAUTHENTICATED, NO_ROLE, or SIGN_IN_UNAVAILABLE while the keys cannot be had
 */
export function createPeople(issuers: readonly Issuer[], origins: readonly string[]) {
  const verifiers = new Map(issuers.map((issuer) => [issuer.issuer, createVerifier(issuer, origins)]));
  return async (token: string): Promise<Caller> => {
    if (token.length > MAX_TOKEN_CHARACTERS) throw refused('is longer than 8 KiB');
    const verify = verifiers.get(claimedIssuer(token));
    if (verify === undefined)
      throw refused('is of an issuer that this scheduler does not know (AUTH_ISSUER)');
    return verify(token);
  };
}

function createVerifier(issuer: Issuer, origins: readonly string[]) {
  const options = {
    issuer: issuer.issuer,
    ...(issuer.audience.length > 0 && { audience: issuer.audience }),
    algorithms: issuer.secret === undefined ? BY_KEY_SET : ['HS256'],
    clockTolerance: issuer.leewaySeconds,
    requiredClaims: ['iss', 'sub', 'exp'],
  };
  const secret = issuer.secret === undefined ? undefined : new TextEncoder().encode(issuer.secret);
  const keys = issuer.jwksUrl === undefined ? undefined : createKeySet(issuer.jwksUrl);

  return async (token: string): Promise<Caller> => {
    const { payload } = await (
      secret === undefined ? jwtVerify(token, keys!, options) : jwtVerify(token, secret, options)
    ).catch(failed);
    checkParty(payload, issuer, origins);
    checkSession(payload);
    return callerOf(payload, issuer);
  };
}

/** The provider's keys; those known already while it does not answer. */
function createKeySet(url: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(url), {
    timeoutDuration: KEYS_TIMEOUT_MS,
    cooldownDuration: ASK_AGAIN_AFTER_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
  });
  let awayUntilMs = 0;
  return async (header, token) => {
    const known = remote.jwks();
    // Otherwise every request would wait until the provider counts as away.
    if (known !== undefined && Date.now() < awayUntilMs) return createLocalJWKSet(known)(header, token);
    try {
      return await remote(header, token);
    } catch (error) {
      if (isRefusal(error) || known === undefined) throw error;
      awayUntilMs = Date.now() + ASK_AGAIN_AFTER_MS;
      return createLocalJWKSet(known)(header, token);
    }
  };
}

/** Errors about the token rather than about reaching the provider. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    error.code !== 'ERR_JOSE_GENERIC' &&
    error.code !== 'ERR_JWKS_INVALID'
  );
}

function failed(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw refused('has expired', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw refused(`has a claim "${error.claim}" that does not fit (${error.message})`, error);
  }
  if (isRefusal(error)) throw refused('could not be verified with the keys of its issuer', error, UNKNOWN);
  throw new SchedulerError(
    'SIGN_IN_UNAVAILABLE',
    'the keys of the identity provider cannot be had, so nobody can be signed in; try again shortly',
    { cause: error },
  );
}

function claimedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch (error) {
    throw refused('is not a JWT', error);
  }
}

/** A token without an audience must at least have been asked for by one of our pages. */
function checkParty(
  { azp }: JWTPayload,
  { audience, authorizedParties }: Issuer,
  origins: readonly string[],
): void {
  if (azp === undefined && audience.length > 0) return;
  const allowed = authorizedParties ?? (audience.length > 0 ? undefined : origins);
  if (allowed === undefined || (typeof azp === 'string' && allowed.includes(azp))) return;
  throw refused(
    azp === undefined
      ? 'names neither an audience nor the page that asked for it (azp)'
      : `was asked for by ${JSON.stringify(azp)}, not by one of ${allowed.join(', ')} (AUTH_AUTHORIZED_PARTIES)`,
  );
}

/** Tokens that are valid and yet stand for nobody. */
function checkSession({ sts, is_anonymous: isAnonymous }: JWTPayload): void {
  if (sts === 'pending') throw refused('belongs to a session that is still pending; finish signing in');
  if (isAnonymous === true) throw refused('belongs to an anonymous user; sign in with an account');
}

function callerOf(payload: JWTPayload, issuer: Issuer): Caller {
  const name = nameOf(payload);
  const role = roleOf(payload, issuer);
  if (role === null) {
    throw new SchedulerError(
      'NO_ROLE',
      `${name} is signed in and has no role in the scheduler: the claim ${issuer.roleClaim.join(' or ')} has to give one of ${ROLES.join(', ')}`,
      { details: { roleClaim: issuer.roleClaim } },
    );
  }
  return {
    kind: 'person',
    principal: JSON.stringify(['user', payload.iss, payload.sub]),
    name: `${name}${impersonator(payload)}`,
    role,
  };
}

/** The highest of the roles that the first of the role's claims gives. */
function roleOf(payload: JWTPayload, { roleClaim, roleMap }: Issuer): Role | null {
  const claimed = roleClaim.map((path) => at(payload, path)).find((value) => value !== undefined);
  const values = (Array.isArray(claimed) ? claimed : [claimed]).filter((value) => typeof value === 'string');
  const roles = values.flatMap((value) => {
    const role = roleMap === undefined ? value : Object.hasOwn(roleMap, value) ? roleMap[value] : undefined;
    return ROLES.filter((known) => known === role);
  });
  return roles.reduce<Role | null>(
    (highest, role) => (highest !== null && hasRole(highest, role) ? highest : role),
    null,
  );
}

/** A claim whose name has dots, such as https://example.org/role, wins over a path of that spelling. */
function at(claims: JWTPayload, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : undefined,
      claims,
    );
}

function nameOf({ email, name, preferred_username: username, sub }: JWTPayload): string {
  const texts = [email, name, username, sub].filter((text) => typeof text === 'string');
  const shown = texts.find((text) => text.trim() !== '') ?? '';
  // One line, and never one of the scheduler's own actors.
  const text = shown.replaceAll(/\s+/g, ' ').slice(0, 100);
  return /^(service:|token:|reconcile$|anonymous$|nobody$)/.test(text) ? `user ${text}` : text;
}

/** Support staff of the provider's customer who act as this person (RFC 8693). */
function impersonator({ act }: JWTPayload): string {
  if (typeof act !== 'object' || act === null) return '';
  return ` (impersonated by ${'sub' in act && typeof act.sub === 'string' ? act.sub.slice(0, 100) : 'somebody'})`;
}

/** Nobody has signed it: perhaps a guess. */
const UNKNOWN = { unknown: true };

function refused(why: string, cause?: unknown, details?: object): SchedulerError {
  return new SchedulerError('UNAUTHENTICATED', `the token ${why}; sign in again`, { cause, details });
}
