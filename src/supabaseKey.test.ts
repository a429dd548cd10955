import { UnsecuredJWT } from 'jose';
import { expect, it } from 'vitest';
import { serviceKeyProblem } from './supabaseKey.ts';

const NOW = Date.parse('2030-01-01T00:00:00Z');
const jwt = (claims: Record<string, unknown>) => new UnsecuredJWT(claims).encode();

it('takes a secret key, and a service_role key that has not expired', () => {
  expect(serviceKeyProblem('sb_secret_abc_123')).toBeUndefined();
  expect(serviceKeyProblem(jwt({ role: 'service_role' }), NOW)).toBeUndefined();
  expect(serviceKeyProblem(jwt({ role: 'service_role', exp: NOW / 1_000 + 1 }), NOW)).toBeUndefined();
});

it.each([
  ['sb_publishable_abc', /^is a publishable key/],
  [jwt({ role: 'anon' }), /^is the key of the role "anon"/],
  [jwt({ role: 'authenticated' }), /^is the key of the role "authenticated"/],
  [jwt({ iss: 'supabase' }), /^is the key of the role null/],
  [jwt({ role: 'service_role', exp: NOW / 1_000 }), /^has expired \(2030-01-01T00:00:00.000Z\)/],
  ['postgres-password', /^is no key of Supabase/],
  ['eyJhbGciOiJIUzI1NiJ9.e30', /^is no key of Supabase/],
])('says what is wrong with %s, and which key it should be', (key, problem) => {
  expect(serviceKeyProblem(key, NOW)).toMatch(problem);
  expect(serviceKeyProblem(key, NOW)).toMatch(/the secret key .* or the service_role key/);
});
