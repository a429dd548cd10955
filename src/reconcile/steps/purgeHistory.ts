// Deletes executions older than EXECUTION_RETENTION_DAYS, one batch per pass.
import type { ReconcileDeps } from '../deps.ts';

const BATCH = 1_000;

export async function purgeHistory({ store, config }: ReconcileDeps): Promise<number> {
  const { deleted } = await store.purgeHistory({ days: config.executionRetentionDays, limit: BATCH });
  return deleted;
}
