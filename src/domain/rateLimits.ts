// How many requests one caller may make per minute to one process, by what they cost. RATE_LIMITS changes them.
export const RATE_LIMITS = {
  /** A service registers its jobs at each start: 300 per second. */
  registration: 18_000,
  change: 600,
  trigger: 1_200,
  read: 6_000,
  /** Of one execution, whoever sends them. */
  report: 600,
  /** Refused credentials of one address. */
  signIn: 60,
} as const;
export type RateClass = keyof typeof RATE_LIMITS;
