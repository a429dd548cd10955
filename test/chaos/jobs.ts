// The jobs that fire each second, one of each behaviour in turn; and those that only the client triggers or edits.
export const SERVICE = 'chaos-service';

/** What the endpoint does with a call; the path says which. */
export type Behaviour = 'sync' | 'slow' | 'failing' | 'breaking' | 'async';

export interface ChaosJob {
  name: string;
  behaviour: Behaviour;
  maxAttempts: number;
  registration: object;
}

const THRICE = { maxAttempts: 3, initialIntervalSeconds: 1, backoffCoefficient: 1, maxIntervalSeconds: 1 };

/** catchup `all` only with overlap `allow`: with `skip` they would be started one by one, 15 s apart. */
const EVERY_SECOND: { behaviour: Behaviour; settings: { retry?: typeof THRICE } & object }[] = [
  { behaviour: 'sync', settings: { overlap: 'allow', catchup: 'all' } },
  { behaviour: 'slow', settings: { overlap: 'skip', catchup: 'latest' } },
  { behaviour: 'failing', settings: { overlap: 'allow', catchup: 'latest', retry: THRICE } },
  { behaviour: 'async', settings: { overlap: 'allow', catchup: 'all' } },
  { behaviour: 'sync', settings: { overlap: 'skip', catchup: 'none' } },
  { behaviour: 'breaking', settings: { overlap: 'allow', catchup: 'latest' } },
  { behaviour: 'async', settings: { overlap: 'skip', catchup: 'latest', retry: THRICE } },
];

export function everySecondJobs(count: number): ChaosJob[] {
  return Array.from({ length: count }, (_, index) => {
    const { behaviour, settings } = EVERY_SECOND[index % EVERY_SECOND.length]!;
    return chaosJob(`every-second-${index + 1}-${behaviour}`, behaviour, '* * * * * *', settings);
  });
}

export const TRIGGERED: ChaosJob[] = (['sync', 'slow', 'async'] as const).map((behaviour) =>
  chaosJob(`triggered-${behaviour}`, behaviour, null, { overlap: 'allow' }),
);

/** Never due, whatever the client edits: only the edits count. */
export const NEVER_DUE = '0 0 29 2 *';
export const EDITED: ChaosJob[] = [1, 2].map((number) =>
  chaosJob(`edited-${number}`, 'sync', NEVER_DUE, {}),
);

export function chaosJob(
  name: string,
  behaviour: Behaviour,
  cronExpression: string | null,
  settings: { retry?: { maxAttempts: number } } & object,
): ChaosJob {
  return {
    name,
    behaviour,
    maxAttempts: settings.retry?.maxAttempts ?? 1,
    registration: {
      name,
      displayName: name,
      description: '',
      cronExpression,
      enabled: true,
      jobType: 'other',
      service: SERVICE,
      endpoint: `/${behaviour}`,
      timeoutSeconds: 60,
      ...settings,
    },
  };
}
