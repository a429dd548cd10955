/** How often a run that has not ended is asked for. */
export const LIVE_RUN_MS = 2_000;
/** How often views of the past look for what is new. */
export const PAST_RUNS_MS = 10_000;
