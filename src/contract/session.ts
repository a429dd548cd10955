// The caller, and facts about the scheduler that the portal needs.
import { z } from 'zod';
import { Instant } from './fields.ts';
import { ROLES } from './roles.ts';

export const Session = z.object({
  actor: z.string(),
  role: z.enum([...ROLES, 'service']).describe('`service`: a token bound to `services`.'),
  cookie: z.boolean().describe('Signed in with POST /api/sign-in: POST /api/sign-out ends it.'),
  services: z.array(z.string()).exactOptional(),
  temporalUiUrl: z.string().nullable(),
  temporalNamespace: z.string(),
  publicUrl: z.string(),
  serverTime: Instant,
  version: z.string(),
  pollFloorMs: z.int().describe('Pages that poll need not ask more often.'),
});
export type Session = z.infer<typeof Session>;
