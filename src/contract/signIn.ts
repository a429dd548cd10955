// Signing in with an admin token: for people whose browser keeps a session, where no other page passes in a token.
import { z } from 'zod';

export const SignInBody = z.object({ token: z.string().min(1).max(1_000) });

/** The session is in a cookie that pages cannot read. */
export const SignedIn = z.object({
  message: z.string(),
  expiresAt: z.iso.datetime(),
});
export type SignedIn = z.infer<typeof SignedIn>;

export const SignedOut = z.object({ message: z.string() });
export type SignedOut = z.infer<typeof SignedOut>;
