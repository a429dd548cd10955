// Fields shared by many bodies and answers.
import { z } from 'zod';
import { NAME_PATTERN } from '../domain/identifiers.ts';

/** In answers: ISO 8601 in UTC. */
export const Instant = z.iso.datetime();

/** In requests: ISO 8601 with an offset. The database takes no other years. */
export const OffsetInstant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as "2026-12-24T08:00:00Z"' })
  .max(40)
  .refine(isOfFourDigitYear, { error: 'must be in the years 1 to 9999, in UTC' });

function isOfFourDigitYear(instant: string): boolean {
  const year = new Date(instant).getUTCFullYear();
  return year >= 1 && year <= 9999;
}

/** Converted to UTC. */
export const GivenInstant = OffsetInstant.transform((instant) => new Date(instant).toISOString()).pipe(
  Instant,
);

export const FutureInstant = OffsetInstant.refine((instant) => Date.parse(instant) > Date.now(), {
  error: 'must be in the future',
}).transform((instant) => new Date(instant).toISOString());

/** The name of a job or a service. */
export const Name = z
  .string()
  .regex(NAME_PATTERN, 'must be 1 to 100 letters, digits, ".", "_" or "-", starting with a letter or digit');

/** `nextCursor` of a list; null on the last page. */
export const Cursor = z.string().nullable();

/** Null and "" count as absent. */
export function optionalText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .nullish()
    .transform((text) => text || undefined);
}

/** Null counts as absent. */
export function orAbsent<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

export const Reason = optionalText(1_000);

/** The person on whose behalf the caller asks. One line, as the audit and lists show it. */
export const UserId = z
  .string()
  .max(200)
  .nullish()
  .transform((text) => text?.replaceAll(/[\n\v\f\r\u0085\u2028\u2029]+/g, ' ').trim() || undefined);
