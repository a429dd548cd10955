// The names that a job's time zone may have.
import { z } from 'zod';

export const ZoneName = z.object({
  name: z.string(),
  aliases: z
    .array(z.string())
    .describe('Other names of the same clocks: older spellings, and names that people search for.'),
  abbreviations: z
    .array(z.string())
    .describe('Abbreviations of its clock time in summer or winter: IST, EDT.'),
});
export type ZoneName = z.infer<typeof ZoneName>;

export const TimeZones = z.object({ version: z.string(), zones: z.array(ZoneName) });
export type TimeZones = z.infer<typeof TimeZones>;
