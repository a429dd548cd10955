// Tokens of people in small set-ups: ADMIN_TOKENS=ada:<token>,grace:<token>. Everyone named there is an admin.
import { z } from 'zod';
import type { Caller } from './caller.ts';
import { sha256 } from './serviceTokens.ts';

/** Enough that nobody guesses one. */
const MIN_CHARACTERS = 32;

export interface AdminToken {
  name: string;
  /** SHA-256 of the token, in hexadecimal. */
  sha256: string;
}

export const AdminTokens = z
  .string()
  .transform((text) => text.split(',').map(readPair))
  .superRefine((pairs, ctx) => {
    for (const pair of pairs) {
      if ('problem' in pair) ctx.addIssue({ code: 'custom', message: pair.problem });
    }
  })
  .transform((pairs): AdminToken[] => pairs.filter((pair) => 'sha256' in pair));

function readPair(pair: string): AdminToken | { problem: string } {
  const [, name, token] = /^\s*([^:]{1,100}?)\s*:\s*(\S+)\s*$/.exec(pair) ?? [];
  if (name === undefined || token === undefined) {
    return { problem: 'must be name:token pairs, with commas between them' };
  }
  if (token.length < MIN_CHARACTERS) {
    return {
      problem: `has a token for ${name} of ${token.length} characters; use at least ${MIN_CHARACTERS} random ones, such as the output of "openssl rand -hex 32"`,
    };
  }
  return { name, sha256: sha256(token) };
}

export function findAdminToken(tokens: readonly AdminToken[], token: string): AdminToken | undefined {
  const hash = sha256(token);
  return tokens.find((entry) => entry.sha256 === hash);
}

export function adminCaller({ name }: AdminToken): Caller {
  return { kind: 'person', principal: JSON.stringify(['admin token', name]), name, role: 'admin' };
}
