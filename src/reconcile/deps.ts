// Dependencies of the repair steps.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import type { TemporalRuns } from '../temporal/temporalRuns.ts';
import type { JobSchedules } from '../temporal/jobSchedules.ts';
import type { ServiceAddresses } from '../services/serviceAddresses.ts';
import type { ApplyEffects } from '../coordination/applyEffects.ts';
import type { StartDependents } from '../coordination/startDependents.ts';
import type { SyncSchedule } from '../coordination/syncSchedule.ts';
import type { TemporalClient } from '../temporal/temporalClient.ts';
import type { Store } from '../store/store.ts';

export interface ReconcileDeps {
  store: Store;
  temporal: TemporalClient;
  schedules: JobSchedules;
  temporalRuns: TemporalRuns;
  syncSchedule: SyncSchedule;
  /** Unlike in the API rejects when Temporal does not answer: the pass ends. */
  applyEffects: ApplyEffects;
  startDependents: StartDependents;
  addresses: Pick<ServiceAddresses, 'limits'>;
  zoneData: ZoneData;
  config: Pick<Config, 'temporalTaskQueue' | 'executionRetentionDays'>;
  log: Logger;
}

/** Actor of the audit events that repairs write. */
export const RECONCILE = 'reconcile';
