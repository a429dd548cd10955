import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';

/** A namespace of its own keeps the files' Schedules apart; resolves once the whole server knows it. */
export async function createNamespace(address: string): Promise<string> {
  const namespace = `test-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  const client = new Client({ connection, namespace });
  for (let known = false; !known;) {
    known = await client.workflow.count().then(
      () => true,
      () => delay(100, false),
    );
  }
  await connection.close();
  return namespace;
}
