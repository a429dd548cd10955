// JSON passed on as the database wrote it: parsing and serializing a list of 2 MB would block the process.
import { z } from 'zod';

/** The JSON text of a T. */
export type JsonText<T> = string & { readonly of?: T };

export function jsonText<T>() {
  return z.custom<JsonText<T>>((value) => typeof value === 'string', 'must be JSON as text');
}

export function parseJsonText<T>(text: JsonText<T>): T {
  return JSON.parse(text) as T;
}
