// Identity providers whose tokens (JWTs) people sign in with: AUTH_ISSUER and its companions, or a list in AUTH_ISSUERS.
import { z } from 'zod';
import { ROLES } from '../contract/roles.ts';

const HttpsUrl = z
  .url({ protocol: /^https?$/, error: 'must be an https address' })
  .refine((url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url), {
    error: 'must be an https address: over http anybody on the way could put in keys of their own',
  });
const List = z.union([
  z.array(z.string().min(1)),
  z.string().transform((text) => text.split(',').map((item) => item.trim())),
]);

/** Claims whose values a user can change, or that say nothing about a person's role here. */
const NOT_FOR_ROLES = /^(user_metadata|unsafe_metadata|unsafeMetadata)(\.|$)/;

const ROLE_MAP = /^(?<value>.+)=(?<role>[a-z]+)$/;
const Roles = z.record(z.string(), z.enum(ROLES));
const RoleMap = z.union(
  [
    Roles,
    z
      .string()
      .transform((text) =>
        Object.fromEntries(
          text.split(',').map((pair) => {
            const { value = '', role = '' } = ROLE_MAP.exec(pair.trim())?.groups ?? {};
            return [value, role];
          }),
        ),
      )
      .pipe(Roles),
  ],
  { error: `must be value=role pairs with commas between them, each role one of ${ROLES.join(', ')}` },
);

/** What is known of a provider, so that only its issuer has to be set. */
const PRESETS = {
  // Session tokens live 60 s, have `azp` and no `aud`; the role is that of the active organization.
  clerk: { jwksPath: '/.well-known/jwks.json', audience: [], roleClaim: ['o.rol', 'org_role'] },
  // `role` is the Postgres role, the same for everybody who has signed in.
  supabase: {
    jwksPath: '/.well-known/jwks.json',
    audience: ['authenticated'],
    roleClaim: ['app_metadata.role'],
  },
} as const;

export const Issuer = z
  .strictObject({
    preset: z.enum(['clerk', 'supabase']).optional(),
    /** Exactly as in the claim `iss`. */
    issuer: z.string().min(1),
    jwksUrl: HttpsUrl.optional(),
    /** Of a provider that signs with HS256 and publishes no keys. */
    secret: z.string().min(32, 'must have at least 32 characters').optional(),
    /** One of them must be in `aud`. */
    audience: List.optional(),
    /** One of them must be `azp`, where a token has it; FRONTEND_URL and PUBLIC_URL by default. */
    authorizedParties: List.optional(),
    /** Paths of the claim with the role or roles, such as app_metadata.role; the first that a token has counts. */
    roleClaim: List.optional(),
    /** Values of that claim → roles here. Without it the values are the roles. */
    roleMap: RoleMap.optional(),
    leewaySeconds: z.coerce.number().int().min(0).max(60).default(5),
  })
  .transform((given, ctx) => {
    const preset = given.preset && PRESETS[given.preset];
    const wrong = (message: string) => ctx.addIssue({ code: 'custom', message });
    const roleClaim = given.roleClaim ?? [...(preset?.roleClaim ?? ['role'])];
    const audience = given.audience ?? [...(preset?.audience ?? [])];
    for (const path of roleClaim) {
      if (NOT_FOR_ROLES.test(path)) wrong(`takes the role from ${path}, which users can change themselves`);
      if (path === 'role' && given.preset === 'supabase') {
        wrong('takes the role from role, which at Supabase is the Postgres role; use app_metadata.role');
      }
    }
    const jwksUrl =
      given.jwksUrl ??
      (preset && !given.secret ? `${given.issuer.replace(/\/$/, '')}${preset.jwksPath}` : undefined);
    if (jwksUrl === undefined && given.secret === undefined) wrong('needs a jwksUrl (AUTH_JWKS_URL)');
    if (jwksUrl !== undefined && given.secret !== undefined) {
      wrong('has both a jwksUrl and a secret; drop the one that the provider does not sign with');
    }
    if (given.preset !== 'clerk' && audience.length === 0) {
      wrong('needs an audience (AUTH_AUDIENCE): without it a token made for another application is let in');
    }
    return { ...given, jwksUrl, audience, roleClaim };
  });
export type Issuer = z.infer<typeof Issuer>;
