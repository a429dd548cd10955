// GET /api/executions/:id: the row, and the address of its run in the Temporal UI, at the tab with our description.
import type { RouterMiddleware } from '@koa/router';
import type { Execution, ExecutionDetails } from '../../../contract/executions.ts';
import type { ApiDeps } from '../../deps.ts';
import { executionIdOf } from '../../request/pathParameters.ts';

export function getExecution({ store, config, temporalNamespace }: ApiDeps): RouterMiddleware {
  return async (ctx) => {
    const { execution } = await store.getExecution({ executionId: executionIdOf(ctx) });
    ctx.body = { execution, temporalUrl: temporalUrl(execution) } satisfies ExecutionDetails;
  };

  /** null when no UI is configured or the run has not begun. */
  function temporalUrl({ workflow_id, run_id }: Execution): string | null {
    if (config.temporalUiUrl === undefined || run_id === null) return null;
    const path = ['namespaces', temporalNamespace, 'workflows', workflow_id, run_id, 'user-metadata'];
    return `${config.temporalUiUrl}/${path.map(encodeURIComponent).join('/')}`;
  }
}
