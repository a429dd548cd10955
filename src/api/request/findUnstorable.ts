// Finds values that JSON can hold and Postgres cannot, so that they are refused with their path.
import { exactSource, isKeepable } from '../../json/exactJson.ts';

const NOT_KEEPABLE =
  'must be a number of at most 100 digits, in the range of a double (up to 1.8e308); send others as text';

/** Levels of objects and arrays. JSON.stringify and Postgres both recurse, and fail at a few thousand. */
const MAX_DEPTH = 100;

/** The first part of a value that the database would not accept, as [{path, message}]; [] when there is none. */
export function findUnstorable(value: unknown, path: string[] = []): { path: string; message: string }[] {
  if (typeof value === 'string') return isText(value) ? [] : notText(path);
  if (typeof value !== 'object' || value === null) return [];
  const number = exactSource(value);
  if (number !== undefined)
    return isKeepable(number) ? [] : [{ path: path.join('.'), message: NOT_KEEPABLE }];
  if (path.length === MAX_DEPTH) {
    return [{ path: path[0]!, message: `must not be nested deeper than ${MAX_DEPTH} levels` }];
  }
  for (const [key, part] of Object.entries(value)) {
    const found = isText(key) ? findUnstorable(part, [...path, key]) : notText(path);
    if (found.length > 0) return found;
  }
  return [];
}

/** jsonb takes neither a NUL character nor half of a surrogate pair. */
function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

function notText(path: string[]): { path: string; message: string }[] {
  return [{ path: path.join('.'), message: 'must not contain a NUL character or half of a surrogate pair' }];
}
