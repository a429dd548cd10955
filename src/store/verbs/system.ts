// The database itself: its schema's version, and whether it takes writes.
import { z } from 'zod';
import type { Verb } from '../verb.ts';

export const systemVerbs = (verb: Verb) => ({
  schemaVersion: verb()('schema_version', z.object({ version: z.string().nullable() })),
  probeWrites: verb()('probe_writes', z.object({})),
});
