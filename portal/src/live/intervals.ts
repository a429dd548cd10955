/** Poll interval of views with unfinished runs. */
export const LIVE_RUN_MS = 2_000;
/** Poll interval of views of the past. */
export const PAST_RUNS_MS = 10_000;
