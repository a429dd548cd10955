// Every kind of run that workers of earlier versions may have left open must continue under today's workflow code. A folder per
// change of the workflow; the newest one is written by captureHistory.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporal as proto } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { expect, inject, it } from 'vitest';
import { HISTORIES } from '../../test/support/captureHistory.ts';
import { installTestRuntime } from '../../test/support/testLog.ts';

installTestRuntime();

const kinds = readdirSync(HISTORIES, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.json'),
);

it('has histories to replay', () => {
  expect(kinds.length).toBeGreaterThanOrEqual(28);
});

it.each(kinds)('replays %s', async (file) => {
  const history = proto.api.history.v1.History.fromObject(
    JSON.parse(readFileSync(join(HISTORIES, file), 'utf8')),
  );
  await Worker.runReplayHistory({ workflowBundle: { codePath: inject('workflowBundle') } }, history);
});
