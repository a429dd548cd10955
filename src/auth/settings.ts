// The credentials that this process accepts, from its environment. None: open mode.
import { z } from 'zod';
import { AdminTokens, type AdminToken } from './adminTokens.ts';
import { Issuer } from './issuers.ts';
import { ServiceToken, sha256 } from './serviceTokens.ts';

/** Variables that hold a list of JSON objects. */
function jsonList<Entry extends z.ZodType>(entry: Entry) {
  return z
    .string()
    .transform((text, ctx): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        ctx.addIssue({ code: 'custom', message: 'must be a JSON list' });
        return z.NEVER;
      }
    })
    .pipe(z.array(entry, { error: 'must be a JSON list' }));
}

export const AuthSettings = z.object({
  SERVICE_TOKENS: jsonList(ServiceToken).optional(),
  /** One token for all services, as before there were bound ones. */
  SERVICE_TOKEN: z.string().min(1).optional(),
  ADMIN_TOKENS: AdminTokens.optional(),
  AUTH_ISSUER: z.string().min(1).optional(),
  AUTH_PRESET: z.enum(['clerk', 'supabase']).optional(),
  AUTH_JWKS_URL: z.string().min(1).optional(),
  AUTH_JWT_SECRET: z.string().min(1).optional(),
  AUTH_AUDIENCE: z.string().min(1).optional(),
  AUTH_AUTHORIZED_PARTIES: z.string().min(1).optional(),
  AUTH_ROLE_CLAIM: z.string().min(1).optional(),
  AUTH_ROLE_MAP: z.string().min(1).optional(),
  AUTH_LEEWAY_SECONDS: z.coerce.number('must be a number of seconds').int().min(0).max(60).default(5),
  AUTH_ISSUERS: jsonList(Issuer).optional(),
  VIEWERS_SEE_CONFIG: z.stringbool('must be true or false').default(false),
});

export interface Credentials {
  serviceTokens: readonly ServiceToken[];
  /** SHA-256 of SERVICE_TOKEN. */
  legacyServiceToken: string | undefined;
  adminTokens: readonly AdminToken[];
  issuers: readonly Issuer[];
}

/** @returns null when no credentials are set; `problems` are sentences that begin with the variable's name */
export function readCredentials(settings: z.infer<typeof AuthSettings>): {
  credentials: Credentials | null;
  problems: string[];
} {
  const problems: string[] = [];
  const issuers = [...(settings.AUTH_ISSUERS ?? [])];
  if (settings.AUTH_ISSUER !== undefined) {
    const parsed = Issuer.safeParse({
      issuer: settings.AUTH_ISSUER,
      preset: settings.AUTH_PRESET,
      jwksUrl: settings.AUTH_JWKS_URL,
      secret: settings.AUTH_JWT_SECRET,
      audience: settings.AUTH_AUDIENCE,
      authorizedParties: settings.AUTH_AUTHORIZED_PARTIES,
      roleClaim: settings.AUTH_ROLE_CLAIM,
      roleMap: settings.AUTH_ROLE_MAP,
      leewaySeconds: settings.AUTH_LEEWAY_SECONDS,
    });
    if (parsed.success) issuers.push(parsed.data);
    else
      problems.push(...parsed.error.issues.map(({ path, message }) => `${variableOf(path[0])} ${message}`));
  } else {
    const alone = Object.keys(VARIABLES).find(
      (name) => settings[name as keyof typeof VARIABLES] !== undefined,
    );
    if (alone !== undefined) problems.push(`${alone} is set and AUTH_ISSUER is not: whose tokens is it for?`);
  }
  const serviceTokens = settings.SERVICE_TOKENS ?? [];
  const adminTokens = settings.ADMIN_TOKENS ?? [];
  for (const id of repeated(serviceTokens.map((token) => token.id))) {
    problems.push(`SERVICE_TOKENS has the id ${id} twice; each token needs its own`);
  }
  for (const name of repeated(adminTokens.map((token) => token.name))) {
    problems.push(`ADMIN_TOKENS has the name ${name} twice`);
  }
  for (const issuer of repeated(issuers.map(({ issuer: name }) => name))) {
    problems.push(`AUTH_ISSUERS has the issuer ${issuer} twice`);
  }
  const legacyServiceToken = settings.SERVICE_TOKEN && sha256(settings.SERVICE_TOKEN);
  const none = issuers.length + serviceTokens.length + adminTokens.length === 0 && !legacyServiceToken;
  return {
    credentials:
      none && problems.length === 0 ? null : { serviceTokens, legacyServiceToken, adminTokens, issuers },
    problems,
  };
}

/** What an operator should change, though it works. */
export function credentialWarnings(credentials: Credentials | null): string[] {
  const unbound = credentials?.serviceTokens.filter(({ services }) => services === '*') ?? [];
  return [
    ...unbound.map(
      ({ id }) =>
        `the service token ${id} is bound to no service ("*"), so whoever holds it is an admin; bind it to the services that use it`,
    ),
    ...(credentials?.legacyServiceToken
      ? [
          'SERVICE_TOKEN is one token for all services, and whoever holds it is an admin; give each service a token of its own in SERVICE_TOKENS, then drop it',
        ]
      : []),
  ];
}

const VARIABLES = {
  AUTH_PRESET: 'preset',
  AUTH_JWKS_URL: 'jwksUrl',
  AUTH_JWT_SECRET: 'secret',
  AUTH_AUDIENCE: 'audience',
  AUTH_AUTHORIZED_PARTIES: 'authorizedParties',
  AUTH_ROLE_CLAIM: 'roleClaim',
  AUTH_ROLE_MAP: 'roleMap',
} as const;

function variableOf(field: PropertyKey | undefined): string {
  return Object.entries(VARIABLES).find(([, name]) => name === field)?.[0] ?? 'AUTH_ISSUER';
}

function repeated(names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
