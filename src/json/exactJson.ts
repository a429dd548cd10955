// JSON that keeps numbers as they were written: a service's ids may be larger than a double can hold.

/** TypeScript's library does not have raw JSON yet. */
const raw = JSON as unknown as {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is { rawJSON: string };
};

/** A number of 16 digits or more, or with an exponent of three: only these may be more than a double can hold. */
const MAY_BE_INEXACT = /(?:^|[\s:,[])-?(?:[\d.]{16}|[\d.]+[eE][-+]?\d{3})/;
/** In text that is JSON: each string whole, so that digits in it are left alone, and each such number. */
const STRING_OR_INEXACT = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[-+.\deE]{15,}|-?\d[\d.]*[eE][-+]?\d{3,}/g;
/** Longer ones are kept as written without a closer look. */
const LONGEST_DOUBLE = 30;

/**
 * As JSON.parse, but a number that a double cannot hold is an object that JSON.stringify writes as it was. Two passes of
 * JSON.parse and a marked text take a tenth of the time of a reviver, which is called for every value.
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!MAY_BE_INEXACT.test(text)) return value;
  const mark = `${crypto.randomUUID()}:`;
  let marked = false;
  const withMarks = text.replaceAll(STRING_OR_INEXACT, (token) => {
    if (token.startsWith('"') || survives(token)) return token;
    marked = true;
    return `"${mark}${token}"`;
  });
  return marked ? unmark(JSON.parse(withMarks), mark) : value;
}

/** The number as it was written, if parseExactJson kept it; else undefined. */
export function exactSource(value: unknown): string | undefined {
  return raw.isRawJSON(value) ? value.rawJSON : undefined;
}

/** Whether a database and other parsers can be expected to keep the number: up to 100 digits, in the range of a double. */
export function isKeepable(source: string): boolean {
  const digits = source.replace(/[eE].*$/, '').replaceAll(/[-.]/g, '');
  const value = Number(source);
  return digits.length <= 100 && Number.isFinite(value) && (value !== 0 || /^0*$/.test(digits));
}

/** Without recursion, because the sender decides the depth of the text. */
function unmark(root: unknown, mark: string): unknown {
  const holder = [root];
  const left: (unknown[] | Record<string, unknown>)[] = [holder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    const parts = at as Record<string | number, unknown>;
    for (const key of Array.isArray(at) ? at.keys() : Object.keys(at)) {
      const part = parts[key];
      if (typeof part === 'string') {
        if (part.startsWith(mark)) parts[key] = raw.rawJSON(part.slice(mark.length));
      } else if (typeof part === 'object' && part !== null) {
        left.push(part as Record<string, unknown>);
      }
    }
  }
  return holder[0];
}

function survives(source: string): boolean {
  if (source.length > LONGEST_DOUBLE) return false;
  const double = String(Number(source));
  return double === source || plain(double) === plain(source);
}

/** One spelling per value: sign, digits without zeros around them, and the power of ten of the last one. */
function plain(number: string): string {
  const [, sign, whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d*)\.?(\d*)(?:[eE]([-+]?\d+))?$/.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign}${significant}e${power}`;
}
