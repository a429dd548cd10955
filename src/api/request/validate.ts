// Parses requests by their schemas, or lists their faults.
import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import { SchedulerError } from '../../domain/errors.ts';
import { exactSource } from '../../json/exactJson.ts';
import type { Warning } from '../../contract/warnings.ts';
import { findUnstorable } from './findUnstorable.ts';

/** Faults beyond this are only counted, so that an answer is not larger than its request. */
const MAX_NAMED = 20;
/** Longer names are not compared: a distance costs the product of both lengths. */
const MAX_COMPARED_LENGTH = 50;

interface Fault {
  path: string;
  message: string;
}

/** @throws SchedulerError VALIDATION_FAILED with details [{path, message}] */
export function validate<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  const faults = parsed.success
    ? findUnstorable(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({
        path: path.join('.'),
        message: clearer(message, path, input),
      }));
  if (parsed.success && faults.length === 0) return parsed.data;
  throw validationFailed(faults);
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
 * For routes whose callers all know the contract: an unknown field is a mistake.
 * @throws SchedulerError VALIDATION_FAILED with the field and its near miss
 */
export function refuseUnknownFields(body: object, known: readonly string[]): void {
  const unknown = unknownFields(body, known);
  if (unknown.length === 0) return;
  throw validationFailed(
    unknown.map((field) => ({ path: shown(field), message: `is not known${nearMiss(field, known)}` })),
    `known are ${known.join(', ')}`,
  );
}

/** For routes whose existing callers send extra fields: each unknown field is ignored, with a warning that names its near miss. */
export function unknownFieldWarnings(body: object, known: readonly string[]): Warning[] {
  const unknown = unknownFields(body, known);
  const warnings = unknown.slice(0, MAX_NAMED).map((field): Warning => ({
    code: 'UNKNOWN_FIELD',
    field: shown(field),
    message: `unknown field "${shown(field)}" was ignored${nearMiss(field, known)}`,
  }));
  const more = unknown.length - warnings.length;
  if (more === 0) return warnings;
  return [...warnings, { code: 'UNKNOWN_FIELD', message: `${more} more unknown fields were ignored` }];
}

function validationFailed(faults: Fault[], hint?: string): SchedulerError {
  const named = faults.slice(0, MAX_NAMED);
  const more = faults.length - named.length;
  const details = more === 0 ? named : [...named, { path: '', message: `${more} more are wrong` }];
  const sentences = details.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return new SchedulerError('VALIDATION_FAILED', [...sentences, ...(hint ? [hint] : [])].join('; '), {
    details,
  });
}

function unknownFields(body: object, known: readonly string[]): string[] {
  const names = new Set(known);
  return Object.keys(body).filter((field) => !names.has(field));
}

function shown(field: string): string {
  return field.length > 100 ? `${field.slice(0, 100)}…` : field;
}

function nearMiss(field: string, known: readonly string[]): string {
  if (field.length > MAX_COMPARED_LENGTH || known.length === 0) return '';
  const near = closest(field, [...known]);
  return distance(field, near) <= 3 ? `; did you mean "${near}"?` : '';
}
