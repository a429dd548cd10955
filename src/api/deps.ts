// Dependencies of the routes.
import type { Logger } from 'pino';
import type { Authenticate } from '../auth/authenticate.ts';
import type { Config } from '../config.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import type { TemporalRuns } from '../temporal/temporalRuns.ts';
import type { ServiceAddresses } from '../services/serviceAddresses.ts';
import type { SyncSchedule } from '../coordination/syncSchedule.ts';
import type { ApplyEffects } from '../coordination/applyEffects.ts';
import type { BestEffortRuns } from '../coordination/bestEffortRuns.ts';
import type { SchemaState } from '../store/schemaVersion.ts';
import type { Store } from '../store/store.ts';

export interface HealthDeps {
  store: Store;
  /** null when Temporal answers, else a sentence. */
  temporalProblem(): Promise<string | null>;
  /** A sentence while Postgres rejects writes because its disk is full, else null. */
  diskProblem(): string | null;
  /** The database's schema beside this version. */
  checkSchema(): Promise<SchemaState>;
  /** False while this process should poll for work and does not yet. */
  pollersRun(): boolean;
  config: Pick<
    Config,
    | 'host'
    | 'port'
    | 'publicUrl'
    | 'frontendUrl'
    | 'temporalUiUrl'
    | 'credentials'
    | 'production'
    | 'rateLimits'
    | 'trustProxy'
    | 'viewersSeeConfig'
  >;
  authenticate: Authenticate;
  addresses: ServiceAddresses;
  version: string;
  /** The time-zone rules of this process. */
  zoneData: ZoneData;
  log: Logger;
}

export interface ApiDeps extends HealthDeps {
  /** Writes the job's newest state to its Temporal Schedule; `pending` while Temporal does not answer. Takes at most about 5 s. */
  syncSchedule: SyncSchedule;
  /** Best effort: false if Temporal did not answer. */
  applyEffects: ApplyEffects;
  signalAttemptEnded: BestEffortRuns['signalAttemptEnded'];
  awaitEnd: TemporalRuns['awaitEnd'];
  temporalNamespace: string;
  /** The folder of the built portal. */
  portalFolder: string;
  /** Aborted when the process stops: callers that wait for a run are answered then. */
  stopping: AbortSignal;
}
