// Reads one value of the URL; what it may not be is dropped, for a link of yesterday must still open.
import type { RawParams } from './searchParams.ts';

type Raw = RawParams | Readonly<Record<string, unknown>>;

export function readText(raw: Raw, key: string): string | undefined {
  const value = raw[key];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' && first !== '' ? first : undefined;
}

export function readTexts(raw: Raw, key: string): string[] | undefined {
  const value = raw[key];
  const texts = (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  );
  return texts.length === 0 ? undefined : [...new Set(texts)];
}

export function readOneOf<T extends string>(raw: Raw, key: string, allowed: readonly T[]): T | undefined {
  const value = readText(raw, key);
  return allowed.find((one) => one === value);
}

export function readSomeOf<T extends string>(raw: Raw, key: string, allowed: readonly T[]): T[] | undefined {
  const values = readTexts(raw, key);
  const known = allowed.filter((one) => values?.includes(one));
  return known.length === 0 ? undefined : known;
}

/** An instant, ISO 8601 in UTC. */
export function readInstant(raw: Raw, key: string): string | undefined {
  const value = readText(raw, key);
  return value !== undefined && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : undefined;
}
