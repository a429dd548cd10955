// The names that a job's time zone may have.
import { z } from 'zod';

export const ZoneName = z.object({
  name: z.string(),
  /** Other names of the same clocks: older spellings, and what people search for. */
  aliases: z.array(z.string()),
  /** What people call its clocks, in summer or winter: IST, EDT. */
  abbreviations: z.array(z.string()),
});
export type ZoneName = z.infer<typeof ZoneName>;

export const TimeZones = z.object({ version: z.string(), zones: z.array(ZoneName) });
export type TimeZones = z.infer<typeof TimeZones>;
