// Backfills.
import { z } from 'zod';
import {
  BackfillAccepted,
  BackfillAnswer,
  BackfillBody,
  BackfillCancelled,
  BackfillList,
  BackfillPlan,
} from '../backfills.ts';
import { IdempotencyHeaders } from '../headers.ts';
import { ChangeBody } from '../jobChanges.ts';
import { BackfillParams, JobParams } from '../params.ts';
import { whole } from '../queries.ts';
import type { RouteContract } from './routeContract.ts';

export const BACKFILL_ROUTES = {
  'POST /api/jobs/:jobName/backfill': {
    operationId: 'backfillJob',
    summary: 'Runs past occurrences',
    description:
      "Runs past occurrences that no run has completed. See [backfill](../guides/missed-runs.md#backfill).\n\n202 with `Location`; with `dryRun` 200 without `backfill`. `status` is that of the occurrence's newest run, or null.",
    params: JobParams,
    headers: IdempotencyHeaders,
    body: BackfillBody.strict(),
    answers: { 200: BackfillPlan, 202: BackfillAccepted },
    codes: ['JOB_NOT_FOUND', 'NOTHING_TO_BACKFILL', 'IDEMPOTENCY_KEY_REUSED'],
    links: {
      getBackfill: { id: '$response.body#/backfill/id' },
      cancelBackfill: { id: '$response.body#/backfill/id' },
    },
    example: {
      params: { jobName: 'daily-digest' },
      body: { from: '2026-11-01T00:00:00Z', to: '2026-11-04T00:00:00Z', dryRun: true },
    },
  },
  'GET /api/jobs/:jobName/backfills': {
    operationId: 'listBackfills',
    summary: 'The backfills of a job',
    description: 'Newest first.',
    params: JobParams,
    query: z.object({ limit: whole(1, 100).default(20) }),
    answers: { 200: BackfillList },
    codes: ['JOB_NOT_FOUND'],
    links: { getBackfill: { id: '$response.body#/backfills/0/id' } },
    example: { params: { jobName: 'daily-digest' } },
  },
  'GET /api/backfills/:id': {
    operationId: 'getBackfill',
    summary: 'A backfill',
    description: '`status` is `running`, `completed`, `cancelling` or `cancelled`.',
    params: BackfillParams,
    answers: { 200: BackfillAnswer },
    codes: ['BACKFILL_NOT_FOUND'],
  },
  'POST /api/backfills/:id/cancel': {
    operationId: 'cancelBackfill',
    summary: 'Cancels a backfill',
    description: 'What has not begun is cancelled at once, the run in progress as a single cancel does.',
    params: BackfillParams,
    body: ChangeBody.strict(),
    answers: { 200: BackfillCancelled },
    codes: ['BACKFILL_NOT_FOUND'],
  },
} as const satisfies Record<string, RouteContract>;
