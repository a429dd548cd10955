// What the repairs are given.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import type { Executions } from '../schedules/executions.ts';
import type { JobSchedules } from '../schedules/jobSchedules.ts';
import type { StartDependents } from '../schedules/startDependents.ts';
import type { ProjectJob } from '../schedules/projectJob.ts';
import type { TemporalClient } from '../schedules/temporalClient.ts';
import type { Store } from '../store/store.ts';

export interface ReconcileDeps {
  store: Store;
  temporal: TemporalClient;
  schedules: JobSchedules;
  executions: Executions;
  projectJob: ProjectJob;
  startDependents: StartDependents;
  zoneData: ZoneData;
  config: Pick<Config, 'temporalTaskQueue' | 'executionRetentionDays'>;
  log: Logger;
}

/** Actor of the audit events that repairs write. */
export const RECONCILE = 'reconcile';
