// Keys of the query cache. Everything of one job is below its key, so that one invalidation reaches it.

export const queryKeys = {
  session: () => ['session'] as const,
  health: () => ['health'] as const,
  timeZones: () => ['time-zones'] as const,
  services: () => ['services'] as const,
  cronPreview: (asked: object) => ['cron-preview', asked] as const,

  job: (name: string) => ['job', name] as const,
  jobSummary: (name: string) => ['job', name, 'summary'] as const,
  jobHistory: (name: string, filters: object) => ['job', name, 'history', filters] as const,
  recentRuns: (name: string) => ['job', name, 'recent'] as const,
  dependencies: (name: string) => ['job', name, 'dependencies'] as const,
  stats: (name: string, days: number) => ['job', name, 'stats', days] as const,
  upcoming: (name: string, nextRunAt: string | null) => ['job', name, 'upcoming', nextRunAt] as const,

  /** Lists of runs; without filters the key of all of them. */
  runs: (filters?: object) => (filters === undefined ? ['runs'] : ['runs', filters]),
  /** One run; without an id the key of all of them. */
  run: (executionId?: string) => (executionId === undefined ? ['run'] : ['run', executionId]),
  /** Pages of the audit trail; without filters the key of all of them. */
  audit: (filters?: object) => (filters === undefined ? ['audit'] : ['audit', filters]),
};
