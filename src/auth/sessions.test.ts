import { expect, it } from 'vitest';
import type { AdminToken } from './adminTokens.ts';
import { createSession, findSession } from './sessions.ts';

const ADA: AdminToken = { name: 'ada', sha256: 'a'.repeat(64) };
const GRACE: AdminToken = { name: 'Grace Hopper', sha256: 'b'.repeat(64) };
const NOW = 1_800_000_000_000;
const session = createSession(ADA, NOW + 1_000);

it('is whose it was made for, until it ends', () => {
  expect(findSession([GRACE, ADA], session, NOW)).toBe(ADA);
  expect(findSession([GRACE, ADA], session, NOW + 1_000)).toBeUndefined();
  expect(findSession([GRACE], createSession(GRACE, NOW + 1), NOW)).toBe(GRACE);
});

it('ends with its token', () => {
  expect(findSession([GRACE], session, NOW)).toBeUndefined();
  expect(findSession([{ ...ADA, sha256: 'c'.repeat(64) }], session, NOW)).toBeUndefined();
});

it.each([
  ['a longer life', session.replace(`.${NOW + 1_000}.`, `.${NOW + 9_000}.`)],
  ['another name', session.replace(/^[^.]+/, Buffer.from('Grace Hopper').toString('base64url'))],
  ['no proof', session.replace(/[^.]+$/, '')],
  ['a part of the proof', session.slice(0, -4)],
  ['no end', session.replace(`.${NOW + 1_000}.`, '.never.')],
  ['nothing', ''],
])('is none with %s', (_what, changed) => {
  expect(findSession([ADA, GRACE], changed, NOW)).toBeUndefined();
});
