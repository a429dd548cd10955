// Metadata as the database takes it. What it cannot take is replaced by something that says so, and never refused.
import { exactSource, isKeepable } from '../domain/exactJson.ts';
import { cutText, storable } from './cutText.ts';
import { MAX_DEPTH } from './limits.ts';

const TOO_DEEP = `… (nested deeper than ${MAX_DEPTH} levels)`;

/** Texts and names without NUL characters and halves of surrogate pairs; numbers beyond any range as text; depth cut. */
export function tidyJson(value: unknown, depth = 1): unknown {
  if (typeof value === 'string') return storable(value);
  if (typeof value !== 'object' || value === null) return value;
  const source = exactSource(value);
  if (source !== undefined) return isKeepable(source) ? value : cutText(source, 100);
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (Array.isArray(value)) return value.map((part) => tidyJson(part, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [storable(name), tidyJson(part, depth + 1)]),
  );
}
