// Dependencies of the activities.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ApplyEffects } from '../coordination/applyEffects.ts';
import type { ZoneData } from '../domain/cron/zoneData.ts';
import type { Reach } from '../services/refusedAddresses.ts';
import type { ServiceAddresses } from '../services/serviceAddresses.ts';
import type { SignCall } from '../services/signCall.ts';
import type { Store } from '../store/store.ts';

export interface ActivityDeps {
  store: Store;
  config: Pick<Config, 'publicUrl' | 'callbackUrl'>;
  addresses: Pick<ServiceAddresses, 'find' | 'listedIn'>;
  signCall: SignCall;
  reach: Reach;
  /** Best effort: false if Temporal did not answer. */
  applyEffects: ApplyEffects;
  zoneData: ZoneData;
  log: Logger;
}
