// The Prefer header (RFC 7240) of a request for a run.

/** How long the caller wants to wait, in ms: 0 for `respond-async`, null for as long as it takes. */
export function preferredWaitMs(header: string): number | null {
  const preferences = header.split(',').map((preference) => preference.split(';')[0]!.trim().toLowerCase());
  const seconds = preferences
    .map((preference) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(preference)?.[1])
    .find(Boolean);
  if (seconds !== undefined) return Number(seconds) * 1_000;
  return preferences.includes('respond-async') ? 0 : null;
}
