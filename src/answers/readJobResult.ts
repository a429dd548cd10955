// Reads a service's JobResult from its text, bounded and repaired: from the answer to a call, or from the report of an
// asynchronous run. A fault in another field never loses whether the run succeeded.
import { COUNTS, JobResult, MAX_COUNT, type ReportedResult } from '../contract/serviceCall.ts';
import { exactSource, parseExactJson } from '../json/exactJson.ts';
import { cutText, quote } from './cutText.ts';
import {
  MAX_ANSWER_BYTES,
  MAX_ERROR_CHARACTERS,
  MAX_METADATA_BYTES,
  MAX_PARSED_CHARACTERS,
  QUOTED_CHARACTERS,
} from './limits.ts';
import { tidyJson } from './tidyJson.ts';
import { topLevelFields, type Field } from './topLevelFields.ts';

/** `fields`: as sent. `notes`: repairs. `isJson`: whether the text is JSON at all. */
export type Reading =
  | { result: ReportedResult; fields: object; notes: string[] }
  | { result?: never; problem: string; isJson: boolean; details?: { path: string; message: string }[] };

/** @param whole whether this is all that was sent */
export function readJobResult(text: string, whole = true): Reading {
  if (text.trim() === '') return { problem: 'the body is empty', isJson: false };
  const fields = whole && text.length <= MAX_PARSED_CHARACTERS ? parsed(text) : pickedOut(text, whole);
  if (fields === undefined) {
    return { problem: `the body is not JSON (${quote(text, QUOTED_CHARACTERS)})`, isJson: false };
  }
  const notes: string[] = [];
  const checked = JobResult.safeParse({
    ...fields,
    ...countsOf(fields),
    error: errorOf(fields, text, notes),
    metadata: metadataOf(fields, text, notes),
  });
  if (!checked.success) {
    const details = checked.error.issues.map(({ path, message }) => ({
      path: path.join('.'),
      message: message.endsWith('received undefined') ? 'is required' : message,
    }));
    const problems = details.map(({ path, message }) => `${path}: ${message}`).join('; ');
    const cut = whole ? '' : '; the body is more than 1 MiB, and only the start of it was read';
    return {
      problem: `${problems}${cut}; it said: ${quote(text, QUOTED_CHARACTERS)}`,
      isJson: true,
      details,
    };
  }
  return { result: { ...checked.data, ...tooLarge(fields, notes) }, fields, notes };
}

function parsed(text: string): object | undefined {
  try {
    const value = parseExactJson(text.replaceAll('\0', '\uFFFD'));
    return typeof value === 'object' && value !== null ? value : { body: value };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The known fields of a long text. */
function pickedOut(text: string, whole: boolean): object | undefined {
  const fields = topLevelFields(text);
  if (fields === undefined) return undefined;
  const value = (name: string): unknown => {
    const field = fields.get(name);
    return field?.whole && field.source.length <= MAX_METADATA_BYTES ? parsedPart(field.source) : undefined;
  };
  return {
    success: value('success'),
    ...Object.fromEntries(COUNTS.map((count) => [count, value(count)])),
    error: textOf(fields.get('error')),
    metadata: value('metadata') ?? cutMark(fields.get('metadata'), whole),
  };
}

function parsedPart(source: string): unknown {
  try {
    return parseExactJson(source);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A string value; only its beginning if it is too long to be kept. */
export function textOf(field: Field | undefined): unknown {
  if (field === undefined) return undefined;
  if (field.whole) return parsedPart(field.source);
  const escapesAtTheEnd = /\\[^"\\/bfnrt]?[\da-fA-F]*$/;
  return (
    parsedPart(`"${field.source.slice(1, 2 * MAX_ERROR_CHARACTERS).replace(escapesAtTheEnd, '')}"`) ?? ''
  );
}

function cutMark(field: Field | undefined, whole: boolean): object | null {
  if (field === undefined && whole) return null;
  return field?.whole
    ? { truncated: true, originalBytes: Buffer.byteLength(field.source) }
    : { truncated: true, moreThanBytes: MAX_ANSWER_BYTES };
}

/** Replaces counts that are too large by 0 for the check. */
function countsOf(fields: object): object {
  return Object.fromEntries(
    COUNTS.filter((count) => tooLargeCount(part(fields, count)) !== undefined).map((count) => [count, 0]),
  );
}

function tooLarge(fields: object, notes: string[]): Partial<ReportedResult> {
  const dropped = COUNTS.flatMap((count) => {
    const given = tooLargeCount(part(fields, count));
    return given === undefined ? [] : [{ count, given }];
  });
  for (const { count, given } of dropped) {
    notes.push(`${count} was ${quote(given, 40)} and is not recorded: a count is at most 10^12`);
  }
  return Object.fromEntries(dropped.map(({ count }) => [count, null]));
}

/** The number as it was written, if it is an integer above MAX_COUNT. */
export function tooLargeCount(value: unknown): string | undefined {
  const source = exactSource(value) ?? (typeof value === 'number' ? String(value) : '');
  return Number(source) > MAX_COUNT && Number.isInteger(Number(source)) ? source : undefined;
}

function errorOf(fields: object, text: string, notes: string[]): string | null {
  const error = part(fields, 'error') ?? null;
  if (error === null) return null;
  if (typeof error === 'string') return cutText(error, MAX_ERROR_CHARACTERS);
  notes.push('error was not a text, and is kept as JSON');
  return cutText(JSON.stringify(tidyJson(error, text)), MAX_ERROR_CHARACTERS);
}

function metadataOf(fields: object, text: string, notes: string[]): Record<string, unknown> | null {
  const metadata = part(fields, 'metadata') ?? null;
  if (metadata === null) return null;
  const tidy = tidyJson(metadata, text);
  const bytes = Buffer.byteLength(JSON.stringify(tidy));
  if (bytes > MAX_METADATA_BYTES) return { truncated: true, originalBytes: bytes };
  const isObject =
    typeof metadata === 'object' && !Array.isArray(metadata) && exactSource(metadata) === undefined;
  if (isObject) return tidy as Record<string, unknown>;
  notes.push('metadata was not an object, and is kept under "value"');
  return { value: tidy };
}

function part(fields: object, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name as keyof typeof fields] : undefined;
}
