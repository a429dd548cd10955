// The text behind "?" and what the views read from it: plain keys, lists as repeated keys, no JSON.

export type RawParams = Readonly<Record<string, string | readonly string[]>>;

export function parseSearch(text: string): RawParams {
  const found: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(text)) {
    const before = found[key];
    found[key] = before === undefined ? value : [before, value].flat();
  }
  return found;
}

/** Undefined and empty values are defaults, and left out. */
export function stringifySearch(search: object): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== '') parameters.append(key, String(one));
    }
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}
