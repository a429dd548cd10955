// The database itself: its schema's version, and whether it takes writes.
import { z } from 'zod';
import type { Verb } from '../verb.ts';

export const systemVerbs = (verb: Verb) => ({
  schemaVersion: verb<{ versions: string[] }>()(
    'schema_version',
    z.object({
      version: z.string().nullable(),
      codeVersion: z.string().optional(),
      missing: z.array(z.string()).optional(),
    }),
  ),
  probeWrites: verb()('probe_writes', z.object({})),
});
