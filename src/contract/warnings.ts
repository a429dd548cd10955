// Something that was accepted and may surprise its author. Every answer shows it in this shape.
import { z } from 'zod';

export const Warning = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().exactOptional(),
  /** Local dates, YYYY-MM-DD. */
  dates: z.array(z.iso.date()).exactOptional(),
});
export type Warning = z.infer<typeof Warning>;
