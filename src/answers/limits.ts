// Limits of a service's answers and reports.

/** Limit of a body as sent, and of its decoded text. The rest is not read. */
export const MAX_ANSWER_BYTES = 1024 * 1024;
/** A longer text is not parsed as a whole, which would hold up everything else for 50 ms and more. */
export const MAX_PARSED_CHARACTERS = 300 * 1024;
export const MAX_METADATA_BYTES = 256 * 1024;
/** Levels of objects and arrays. */
export const MAX_DEPTH = 100;
/** Characters of an error text that are kept in the row. Per attempt it is 500, through Temporal 200 (33_attempts.sql). */
export const MAX_ERROR_CHARACTERS = 2_000;
/** Characters of a service's own words, as lists of runs show them. */
export const MAX_SAID_CHARACTERS = 500;
/** Characters of an answer that is no result, in a message. */
export const QUOTED_CHARACTERS = 200;
