/** An occurrence without a row is late after this plus the job's jitter. Must equal late_after in SQL. */
export const LATE_AFTER_MS = 60_000;
