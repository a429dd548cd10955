// The address of a service as operators write it, in a variable or in the services file.

export const SERVICE_URL_RULE =
  'must be an http(s) address with an optional path prefix, without user, query or fragment';

/** @returns the address without a trailing slash, or undefined when it breaks the rule */
export function parseServiceUrl(value: string): string | undefined {
  if (!URL.canParse(value)) return undefined;
  const { protocol, username, password, search, hash } = new URL(value);
  if (!/^https?:$/.test(protocol) || username || password || search || hash) return undefined;
  return value.replace(/\/+$/, '');
}
