// `CAPTURE_HISTORIES=1 npx vitest run --project behaviour`: writes the histories that src/workflows/replay.test.ts replays. Do it once
// per kind of run, before workflow code changes: a history is what workers of the last version have left open.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';

export const HISTORIES = join(import.meta.dirname, '../../src/workflows/histories');
/** Of the workflow code as it is; older folders stay as they are. */
const NEWEST = '0.1-attempts';

export async function captureHistory(temporal: Client, workflowId: string, kind: string): Promise<void> {
  if (!process.env['CAPTURE_HISTORIES']) return;
  const handle = temporal.workflow.getHandle(workflowId);
  await handle.result().catch((error: unknown) => error);
  const history = proto.api.history.v1.History.toObject(
    proto.api.history.v1.History.fromObject(await handle.fetchHistory()),
    {
      longs: String,
      enums: String,
      bytes: String,
    },
  );
  await writeFile(join(HISTORIES, NEWEST, `${kind}.json`), `${JSON.stringify(history, null, 1)}\n`);
}
