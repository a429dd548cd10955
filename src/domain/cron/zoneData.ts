/** Of the rules that this process goes by: IANA's, such as 2026c. They come with Node. */
export const ZONE_DATA_VERSION = process.versions['tz'] ?? 'unknown';
