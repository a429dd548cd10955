// JSON that is passed on as the database wrote it: a list may be of 2 MB, and to parse and write it again would block the process.
import { z } from 'zod';

/** The JSON text of a T. */
export type JsonText<T> = string & { readonly of?: T };

export function jsonText<T>() {
  return z.custom<JsonText<T>>((value) => typeof value === 'string', 'must be JSON as text');
}

export function parseJsonText<T>(text: JsonText<T>): T {
  return JSON.parse(text) as T;
}
