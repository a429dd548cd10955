// What the activities are given.
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';

export interface ActivityDeps {
  store: Store;
  config: Pick<Config, 'serviceUrls' | 'publicUrl'>;
  log: Logger;
}
