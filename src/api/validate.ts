// Requests against their schemas: a clear list of what is wrong, or the parsed value.
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { SchedulerError } from '../domain/errors.ts';
import { exactSource } from '../domain/exactJson.ts';
import type { Warning } from '../domain/warning.ts';
import { unstorable } from './unstorable.ts';

/** @throws SchedulerError VALIDATION_FAILED with details [{path, message}] */
export function validate<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  const details = parsed.success
    ? unstorable(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({
        path: path.join('.'),
        message: clearer(message, path, input),
      }));
  if (parsed.success && details.length === 0) return parsed.data;
  const sentence = details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
  throw new SchedulerError('VALIDATION_FAILED', sentence, { details });
}

function clearer(message: string, path: PropertyKey[], input: unknown): string {
  if (message.endsWith('received undefined')) return 'is required';
  const given = path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? value[name as keyof typeof value] : undefined,
    input,
  );
  const number = exactSource(given);
  return number === undefined ? message : `${number.slice(0, 40)} is too large, or has too many digits`;
}

/**
 * New routes have no callers of long standing, so a field that means nothing is a mistake.
 * @throws SchedulerError VALIDATION_FAILED naming it and the near miss
 */
export function refuseUnknownFields(body: object, known: readonly string[]): void {
  const unknown = Object.keys(body).filter((field) => !known.includes(field));
  if (unknown.length === 0) return;
  const details = unknown.map((field) => ({
    path: field,
    message: `is not known${nearMiss(field, known)}; known are ${known.join(', ')}`,
  }));
  const sentence = details.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new SchedulerError('VALIDATION_FAILED', sentence, { details });
}

/** Callers of long standing send what they like: fields that mean nothing are named, with the near miss, and ignored. */
export function unknownFieldWarnings(body: object, known: readonly string[]): Warning[] {
  return Object.keys(body)
    .filter((field) => !known.includes(field))
    .map((field) => ({
      code: 'UNKNOWN_FIELD',
      field,
      message: `unknown field "${field}" was ignored${nearMiss(field, known)}`,
    }));
}

function nearMiss(field: string, known: readonly string[]): string {
  const near = known.length > 0 ? closest(field, [...known]) : undefined;
  return near !== undefined && distance(field, near) <= 3 ? `; did you mean "${near}"?` : '';
}
