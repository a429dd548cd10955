import { expect, it } from 'vitest';
import { loadConfig } from '../config.ts';
import { createServiceToken } from './serviceTokens.ts';

const MINIMAL = { DATABASE_URL: 'postgres://localhost/scheduler' };
const PRODUCTION = {
  ...MINIMAL,
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://scheduler.example',
  TEMPORAL_ADDRESS: 'temporal:7233',
};
const LONG = 'x'.repeat(32);
const { entry } = createServiceToken({ id: 'report-2026', services: ['report-service'] });
const problemsOf = (environment: Record<string, string>) => {
  try {
    loadConfig({ ...MINIMAL, ...environment });
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
  return [];
};

it('without any credentials is in open mode, for callers of this machine', () => {
  expect(loadConfig(MINIMAL)).toMatchObject({ credentials: null, host: '127.0.0.1' });
  expect(problemsOf({ HOST: '0.0.0.0' })).toHaveLength(1);
  expect(loadConfig({ ...MINIMAL, HOST: '0.0.0.0', ADMIN_TOKENS: `ada:${LONG}` }).host).toBe('0.0.0.0');
});

it('in production needs credentials, but for a process that is only a worker', () => {
  expect(() => loadConfig(PRODUCTION)).toThrow(/no credentials are set .*SERVICE_TOKENS.*ADMIN_TOKENS/);
  expect(loadConfig({ ...PRODUCTION, ROLE: 'worker' }).credentials).toBeNull();
  expect(loadConfig({ ...PRODUCTION, SERVICE_TOKEN: 'old' }).credentials).not.toBeNull();
});

it('reads service tokens, as hashes', () => {
  const { credentials } = loadConfig({ ...MINIMAL, SERVICE_TOKENS: JSON.stringify([entry]) });
  expect(credentials?.serviceTokens).toEqual([entry]);
});

it.each([
  ['no JSON', { SERVICE_TOKENS: 'report' }, /^- SERVICE_TOKENS must be a JSON list/],
  ['no list', { SERVICE_TOKENS: '{}' }, /^- SERVICE_TOKENS must be a JSON list/],
  [
    'a token bound to nothing',
    { SERVICE_TOKENS: JSON.stringify([{ ...entry, services: [] }]) },
    /^- SERVICE_TOKENS\[0\]\.services must be a list of 1 to 100 service names, or "\*"/,
  ],
  [
    'a token in plain text',
    { SERVICE_TOKENS: JSON.stringify([{ ...entry, sha256: 'secret' }]) },
    /^- SERVICE_TOKENS\[0\]\.sha256 must be 64 hexadecimal digits/,
  ],
  ['an id twice', { SERVICE_TOKENS: JSON.stringify([entry, entry]) }, /has the id report-2026 twice/],
  ['an admin without a name', { ADMIN_TOKENS: LONG }, /^- ADMIN_TOKENS must be name:token pairs/],
  ['a short token', { ADMIN_TOKENS: 'ada:short' }, /^- ADMIN_TOKENS has a token for ada of 5 characters/],
  ['a name twice', { ADMIN_TOKENS: `ada:${LONG},ada:${LONG}` }, /^- ADMIN_TOKENS has the name ada twice/],
  ['an issuer without keys', { AUTH_ISSUER: 'https://id.example', AUTH_AUDIENCE: 'x' }, /AUTH_JWKS_URL/],
  [
    'an issuer whose tokens are for anybody',
    { AUTH_ISSUER: 'https://id.example', AUTH_JWKS_URL: 'https://id.example/jwks' },
    /AUTH_AUDIENCE/,
  ],
  [
    'keys over http',
    { AUTH_ISSUER: 'https://id.example', AUTH_JWKS_URL: 'http://id.example/jwks', AUTH_AUDIENCE: 'x' },
    /^- AUTH_JWKS_URL must be an https address/,
  ],
  [
    'keys of nobody',
    { AUTH_JWKS_URL: 'https://id.example/jwks' },
    /^- AUTH_JWKS_URL is set and AUTH_ISSUER is not/,
  ],
  [
    'both kinds of keys',
    {
      AUTH_ISSUER: 'https://id.example',
      AUTH_AUDIENCE: 'x',
      AUTH_JWKS_URL: 'https://id.example/jwks',
      AUTH_JWT_SECRET: LONG,
    },
    /both a jwksUrl and a secret/,
  ],
  [
    "Supabase's Postgres role",
    { AUTH_PRESET: 'supabase', AUTH_ISSUER: 'https://a.supabase.co/auth/v1', AUTH_ROLE_CLAIM: 'role' },
    /the Postgres role/,
  ],
  [
    'a role that users set themselves',
    {
      AUTH_PRESET: 'supabase',
      AUTH_ISSUER: 'https://a.supabase.co/auth/v1',
      AUTH_ROLE_CLAIM: 'user_metadata.role',
    },
    /users can change themselves/,
  ],
  [
    'an unknown role',
    { AUTH_PRESET: 'clerk', AUTH_ISSUER: 'https://a.clerk.accounts.dev', AUTH_ROLE_MAP: 'boss=owner' },
    /^- AUTH_ROLE_MAP must be value=role pairs/,
  ],
])('refuses %s', (_what, environment, problem) => {
  const problems = problemsOf(environment);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(problem);
});

const jwksUrl = (environment: Record<string, string>) =>
  loadConfig({ ...MINIMAL, ...environment }).credentials?.issuers[0]?.jwksUrl;

it('knows where Clerk and Supabase publish their keys', () => {
  expect(jwksUrl({ AUTH_PRESET: 'clerk', AUTH_ISSUER: 'https://a.clerk.accounts.dev' })).toBe(
    'https://a.clerk.accounts.dev/.well-known/jwks.json',
  );
  expect(jwksUrl({ AUTH_PRESET: 'supabase', AUTH_ISSUER: 'https://a.supabase.co/auth/v1' })).toBe(
    'https://a.supabase.co/auth/v1/.well-known/jwks.json',
  );
});

it('takes several issuers', () => {
  const issuers = [
    { preset: 'clerk', issuer: 'https://a.clerk.accounts.dev', roleMap: { 'org:admin': 'admin' } },
    { issuer: 'https://id.example', jwksUrl: 'https://id.example/jwks', audience: ['scheduler'] },
  ];
  const { credentials } = loadConfig({ ...MINIMAL, AUTH_ISSUERS: JSON.stringify(issuers) });
  expect(credentials?.issuers.map(({ issuer }) => issuer)).toEqual([
    'https://a.clerk.accounts.dev',
    'https://id.example',
  ]);
});
