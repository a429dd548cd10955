// What the activities are given.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import type { StartDependents } from '../coordination/startDependents.ts';
import type { StartRuns } from '../coordination/startAccepted.ts';
import type { Store } from '../store/store.ts';

export interface ActivityDeps {
  store: Store;
  config: Pick<Config, 'serviceUrls' | 'publicUrl'>;
  /** For the runs that the end of a run frees. */
  runs: StartRuns;
  startDependents: StartDependents;
  zoneData: ZoneData;
  log: Logger;
}
