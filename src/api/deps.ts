// What the routes are given.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import type { TemporalRuns } from '../temporal/temporalRuns.ts';
import type { SyncSchedule } from '../coordination/syncSchedule.ts';
import type { ApplyEffects } from '../coordination/applyEffects.ts';
import type { BestEffortRuns } from '../coordination/bestEffortRuns.ts';
import type { Store } from '../store/store.ts';

export interface HealthDeps {
  store: Store;
  /** null when Temporal answers, else a sentence. */
  temporalProblem(): Promise<string | null>;
  /** A sentence while Postgres refuses calls for want of room, else null. */
  diskProblem(): string | null;
  /** False while this process should poll for work and does not. */
  pollersRun(): boolean;
  config: Pick<
    Config,
    | 'host'
    | 'port'
    | 'publicUrl'
    | 'frontendUrl'
    | 'temporalUiUrl'
    | 'services'
    | 'serviceUrls'
    | 'production'
  >;
  version: string;
  /** The rules of time zones that this process goes by. */
  zoneData: ZoneData;
  log: Logger;
}

export interface ApiDeps extends HealthDeps {
  /** Brings the job's Temporal Schedule to its newest state; `pending` while Temporal does not answer. At most about 5 s. */
  syncSchedule: SyncSchedule;
  /** At best effort. */
  applyEffects: ApplyEffects;
  signalAttemptEnded: BestEffortRuns['signalAttemptEnded'];
  awaitEnd: TemporalRuns['awaitEnd'];
  temporalNamespace: string;
  /** Where the built portal is. */
  portalFolder: string;
  /** Aborted when the process stops: whoever waits for a run is answered then. */
  stopping: AbortSignal;
}
