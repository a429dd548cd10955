// Prepares the Temporal namespace for our runs: retention of histories, and search attributes.
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Logger } from 'pino';
import { errorMessage } from '../domain/errors.ts';
import { SEARCH_ATTRIBUTES } from './searchAttributes.ts';
import type { TemporalClient } from './temporalClient.ts';

/** How long a closed run can be opened in the Temporal UI. */
const RETENTION_SECONDS = 30 * 86_400;

/** INDEXED_VALUE_TYPE_KEYWORD of temporal.api.enums.v1. */
const KEYWORD = 2;

/** Repeatable; resolves to the names of the settings that it changed. */
export async function prepareNamespace(temporal: TemporalClient, log: Logger): Promise<string[]> {
  const { workflowService, operatorService } = temporal.connection;
  const { namespace } = temporal;
  const done: string[] = [];

  const { config } = await temporal.call(() => workflowService.describeNamespace({ namespace }));
  const retentionSeconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
  if (retentionSeconds < RETENTION_SECONDS) {
    await attempt('retention', () =>
      workflowService.updateNamespace({
        namespace,
        config: { workflowExecutionRetentionTtl: msToTs(RETENTION_SECONDS * 1_000) },
      }),
    );
  }
  const { customAttributes } = await temporal.call(() => operatorService.listSearchAttributes({ namespace }));
  const missing = SEARCH_ATTRIBUTES.filter((name) => !(name in (customAttributes ?? {})));
  if (missing.length > 0) {
    await attempt('search attributes', () =>
      operatorService.addSearchAttributes({
        namespace,
        searchAttributes: Object.fromEntries(missing.map((name) => [name, KEYWORD])),
      }),
    );
  }
  return done;

  // A managed namespace may forbid either. Then its owner sets them; without them runs are only harder to find.
  async function attempt(what: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await temporal.call(act);
      done.push(what);
    } catch (error) {
      log.warn(
        { namespace, error: errorMessage(error) },
        `could not set the ${what} of the Temporal namespace`,
      );
    }
  }
}
