// Tokens as Clerk and Supabase make them, and as attackers do. Keys and their HTTP server are real.
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startIdentityProvider, type IdentityProvider } from '../../test/support/identityProvider.ts';
import { Issuer } from './issuers.ts';
import { createPeople } from './people.ts';

const ORIGINS = ['https://app.example', 'https://scheduler.example'];
const SECRET = 'a-legacy-project-secret-of-forty-characters';
const SUPABASE = 'https://abcd.supabase.co/auth/v1';
let provider: IdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider();
});
afterAll(() => provider.stop());

type Claims = Record<string, unknown>;

function peopleOf(settings: object = {}) {
  const { issuer, jwksUrl } = provider;
  return createPeople([Issuer.parse({ issuer, jwksUrl, audience: 'scheduler', ...settings })], ORIGINS);
}

const HERE: Claims = { aud: 'scheduler', role: 'admin', email: 'ada@example.org' };

/** The name of the person whose token has these claims. */
async function nameOf(claims: Claims): Promise<string> {
  return (await peopleOf()(await provider.sign({ ...HERE, email: undefined, ...claims }))).name;
}

describe('a token of any provider', () => {
  it.each(['RS256', 'ES256', 'EdDSA'] as const)('is verified with a key for %s', async (algorithm) => {
    const caller = await peopleOf()(await provider.sign(HERE, { algorithm }));
    expect(caller).toEqual({
      kind: 'person',
      principal: JSON.stringify(['user', provider.issuer, 'user_1']),
      name: 'ada@example.org',
      role: 'admin',
    });
  });

  it.each<[string, Claims]>([
    ['that has expired', { exp: Math.floor(Date.now() / 1_000) - 30 }],
    ['without an expiry', { exp: undefined }],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1_000) + 30 }],
    ['for another audience', { aud: 'other' }],
    ['without an audience', { aud: undefined }],
    ['without a subject', { sub: undefined }],
    ['of another issuer', { iss: 'https://other.example' }],
    ['of an issuer that only begins alike', { iss: 'http://127.0.0.1' }],
  ])('%s is refused', async (_what, claims) => {
    const token = await provider.sign({ ...HERE, ...claims });
    await expect(peopleOf()(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('within the leeway is let in', async () => {
    const exp = Math.floor(Date.now() / 1_000) - 3;
    await expect(peopleOf()(await provider.sign({ ...HERE, exp }))).resolves.toMatchObject({ role: 'admin' });
  });

  it('with an unknown critical extension is refused', async () => {
    const token = await provider.sign(HERE, { header: { crit: ['x'], x: 1 } }).catch(() => undefined);
    // jose does not even sign one; by hand:
    const [, payload, signature] = (await provider.sign(HERE)).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'RS256', kid: 'RS256-1', crit: ['x'], x: 1 }));
    const byHand = `${header.toString('base64url')}.${payload}.${signature}`;
    for (const made of [token, byHand].filter((text) => text !== undefined)) {
      await expect(peopleOf()(made)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('that is not signed, or signed with the public key as a secret, is refused', async () => {
    const claims = { ...HERE, iss: provider.issuer, sub: 'user_1', exp: Math.floor(Date.now() / 1_000) + 60 };
    const unsigned = new UnsecuredJWT(claims).encode();
    const confused = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'RS256-1' })
      .sign(new TextEncoder().encode(provider.publicPem));
    for (const token of [unsigned, confused, 'a.b.c', `${unsigned}${'x'.repeat(9_000)}`]) {
      await expect(peopleOf()(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  it('that was changed after signing is refused', async () => {
    const [header, , signature] = (await provider.sign({ ...HERE, role: 'viewer' })).split('.');
    const admin = Buffer.from(
      JSON.stringify({ ...HERE, iss: provider.issuer, sub: 'user_1', exp: 9_999_999_999 }),
    );
    const token = `${header}.${admin.toString('base64url')}.${signature}`;
    await expect(peopleOf()(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('names the person, on one line and never as a part of the scheduler', async () => {
    expect(await nameOf({ name: 'Ada\nLovelace' })).toBe('Ada Lovelace');
    expect(await nameOf({})).toBe('user_1');
    expect(await nameOf({ name: 'service:billing' })).toBe('user service:billing');
    expect(await nameOf({ name: 'reconcile' })).toBe('user reconcile');
    expect(await nameOf({ name: 'Ada', act: { sub: 'support_7' } })).toBe('Ada (impersonated by support_7)');
  });
});

describe('the role', () => {
  it.each<[string, object, Claims, string | null]>([
    ['is the value of the claim', {}, { role: 'viewer' }, 'viewer'],
    ['of several is the highest', {}, { role: ['viewer', 'operator'] }, 'operator'],
    ['is found at a path', { roleClaim: 'a.b' }, { a: { b: 'operator' } }, 'operator'],
    [
      'is found in a claim whose name has dots',
      { roleClaim: 'https://example.org/role' },
      { 'https://example.org/role': 'admin' },
      'admin',
    ],
    ['is mapped', { roleMap: 'team:ops=operator,team:all=viewer' }, { role: 'team:ops' }, 'operator'],
    ['is none for a value that the map lacks', { roleMap: 'boss=admin' }, { role: 'admin' }, null],
    ['is none for a name of every object', { roleMap: { boss: 'admin' } }, { role: 'constructor' }, null],
    ['is none for an unknown value', {}, { role: 'superuser' }, null],
    ['is none without the claim', {}, { role: undefined }, null],
    ['is none for a value that is no text', {}, { role: { admin: true } }, null],
  ])('%s', async (_what, settings, claims, role) => {
    const verified = peopleOf(settings)(await provider.sign({ ...HERE, ...claims }));
    if (role === null) await expect(verified).rejects.toMatchObject({ code: 'NO_ROLE' });
    else await expect(verified).resolves.toMatchObject({ role });
  });
});

const clerk = (settings: object = {}) =>
  peopleOf({ preset: 'clerk', audience: undefined, jwksUrl: undefined, ...settings });

describe('Clerk', () => {
  /** A session token, with the claims of version 2: https://clerk.com/docs/guides/sessions/session-tokens */
  const SESSION: Claims = {
    azp: 'https://app.example',
    sid: 'sess_1',
    sts: 'active',
    v: 2,
    fva: [0, -1],
    o: { id: 'org_1', slg: 'acme', rol: 'admin', per: 'read' },
  };

  it('gives the role of the active organization, nested or flat', async () => {
    await expect(clerk()(await provider.sign(SESSION))).resolves.toMatchObject({ role: 'admin' });
    const flat: Claims = { ...SESSION, o: undefined, org_role: 'org:member' };
    const mapped = clerk({ roleMap: 'org:admin=admin,org:member=viewer' });
    await expect(mapped(await provider.sign(flat))).resolves.toMatchObject({ role: 'viewer' });
    await expect(clerk()(await provider.sign(flat))).rejects.toMatchObject({ code: 'NO_ROLE' });
  });

  it.each<[string, Claims]>([
    ['asked for by another page', { azp: 'https://evil.example' }],
    ['that names no page', { azp: undefined }],
    ['of a pending session', { sts: 'pending' }],
  ])('a token %s is refused', async (_what, claims) => {
    const token = await provider.sign({ ...SESSION, ...claims });
    await expect(clerk()(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('a member without an organization has no role', async () => {
    const token = await provider.sign({ ...SESSION, o: undefined });
    await expect(clerk()(token)).rejects.toMatchObject({ code: 'NO_ROLE' });
  });
});

const supabase = () => peopleOf({ preset: 'supabase', audience: undefined });

const legacy = () =>
  createPeople([Issuer.parse({ preset: 'supabase', issuer: SUPABASE, secret: SECRET })], ORIGINS);

describe('Supabase', () => {
  const USER: Claims = {
    aud: 'authenticated',
    role: 'authenticated',
    email: 'ada@example.org',
    app_metadata: { provider: 'email', role: 'operator' },
    user_metadata: { role: 'admin' },
    is_anonymous: false,
    session_id: '6d0fd4a7-6a53-4b4e-a3b5-2f6f2c0f4f0e',
    aal: 'aal1',
  };
  const signLegacy = (claims: Claims) =>
    new SignJWT({ iss: SUPABASE, sub: 'user_1', exp: Math.floor(Date.now() / 1_000) + 60, ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new TextEncoder().encode(SECRET));

  it('gives the role that only the project can set', async () => {
    await expect(supabase()(await provider.sign(USER))).resolves.toMatchObject({ role: 'operator' });
    await expect(legacy()(await signLegacy(USER))).resolves.toMatchObject({ role: 'operator' });
  });

  it.each<[string, Claims, string]>([
    ['an anonymous user', { is_anonymous: true }, 'UNAUTHENTICATED'],
    ['a user without a role', { app_metadata: { provider: 'email' } }, 'NO_ROLE'],
  ])('refuses %s', async (_what, claims, code) => {
    await expect(supabase()(await provider.sign({ ...USER, ...claims }))).rejects.toMatchObject({ code });
  });

  it("refuses a legacy project's own keys, which anybody can read in its pages", async () => {
    const anon = await new SignJWT({ iss: 'supabase', ref: 'abcd', role: 'anon', exp: 2_000_000_000 })
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode(SECRET));
    await expect(legacy()(anon)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const sameIssuer = await signLegacy({ sub: undefined, role: 'anon', aud: 'authenticated' });
    await expect(legacy()(sameIssuer)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('several issuers', () => {
  it('are told apart by `iss`, each with its own keys and rules', async () => {
    const other = await startIdentityProvider();
    const people = createPeople(
      [provider, other].map(({ issuer, jwksUrl }) =>
        Issuer.parse({ issuer, jwksUrl, audience: 'scheduler' }),
      ),
      ORIGINS,
    );
    await expect(people(await other.sign(HERE))).resolves.toMatchObject({ role: 'admin' });
    await expect(people(await provider.sign(HERE))).resolves.toMatchObject({ role: 'admin' });
    const forged = await other.sign({ ...HERE, iss: provider.issuer });
    await expect(people(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await other.stop();
  });
});

describe('while the key set is away', () => {
  it('nobody new is let in, and nobody is told to sign in again', async () => {
    const away = await startIdentityProvider();
    away.answer('failure');
    const people = createPeople(
      [Issuer.parse({ issuer: away.issuer, jwksUrl: away.jwksUrl, audience: 'scheduler' })],
      ORIGINS,
    );
    await expect(people(await away.sign(HERE))).rejects.toMatchObject({ code: 'SIGN_IN_UNAVAILABLE' });
    away.answer('keys');
    await expect(people(await away.sign(HERE))).resolves.toMatchObject({ role: 'admin' });
    away.answer('failure');
    await expect(people(await away.sign(HERE))).resolves.toMatchObject({ role: 'admin' });
    await away.stop();
    await expect(people(await away.sign(HERE))).resolves.toMatchObject({ role: 'admin' });
  });

  it('tokens with unknown key ids do not make us ask for each', async () => {
    const asked = provider.asked();
    const people = peopleOf();
    for (let token = 0; token < 5; token += 1) {
      const unknown = await provider.sign(HERE, { kid: `unknown-${token}` });
      await expect(people(unknown)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    expect(provider.asked() - asked).toBeLessThanOrEqual(2);
  });
});
