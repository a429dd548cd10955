// JSON whose numbers stay as they were written: a service's ids may be larger than a double can hold.

/** TypeScript's library does not know raw JSON yet. */
const raw = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
};
const INTEGER = /^-?\d+$/;
/** Only these digits may be too many, and looking at each value takes several times as long. */
const MANY_DIGITS = /\d{16}/;

/**
 * As JSON.parse, but an integer beyond 2^53 is an object that JSON.stringify writes digit by digit, and not a number.
 * @param textOf what to take for each text in it
 */
export function parseExactJson(text: string, textOf?: (text: string) => string): unknown {
  if (textOf === undefined && !MANY_DIGITS.test(text)) return JSON.parse(text);
  return raw.parse(text, (_key, value, { source }) => {
    if (typeof value === 'string') return textOf?.(value) ?? value;
    const isInexact = typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(source);
    return isInexact ? raw.rawJSON(source) : value;
  });
}
