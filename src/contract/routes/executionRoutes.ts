// Executions: read, cancelled, repeated, and reported on by their service.
import { z } from 'zod';
import { AttemptReported, Progress, ProgressReported } from '../attempts.ts';
import { ExecutionCancelled, ExecutionDetails, ExecutionPage } from '../executions.ts';
import { RunHeaders } from '../headers.ts';
import { ChangeBody } from '../jobChanges.ts';
import { ExecutionParams } from '../params.ts';
import { FeedQuery, repeated, whole } from '../queries.ts';
import { RunAccepted, RunBody, RunEnded } from '../runs.ts';
import { JobResult } from '../serviceCall.ts';
import { RUN_LINKS, type RouteContract } from './routeContract.ts';

export const EXECUTION_ROUTES = {
  'GET /api/executions': {
    operationId: 'listExecutions',
    summary: 'Lists runs of all jobs',
    description:
      'Newest first by when they began (or ended without beginning, or were queued). Without `fields=full` the sizes of `config` and `metadata` are `config_bytes` and `metadata_bytes`, and the error of an attempt is cut at 200 characters.',
    query: z.object({
      ...FeedQuery,
      job: repeated(z.string().max(100)).describe('Names of jobs.'),
      service: repeated(z.string().max(100)).describe('Names of services.'),
      limit: whole(1, 200).default(50),
      fields: z.literal('full').describe('With `config`, `metadata` and whole errors.').optional(),
    }),
    answers: { 200: ExecutionPage },
    links: {
      getExecution: { id: '$response.body#/executions/0/id' },
      rerunExecution: { id: '$response.body#/executions/0/id' },
    },
    example: { query: { status: 'completed', limit: 5 } },
  },
  'GET /api/executions/:id': {
    operationId: 'getExecution',
    summary: 'A run',
    description: '`temporalUrl` is null without `TEMPORAL_UI_URL`, or before the run has begun.',
    params: ExecutionParams,
    answers: { 200: ExecutionDetails },
    codes: ['EXECUTION_NOT_FOUND'],
  },
  'POST /api/executions/:id/cancel': {
    operationId: 'cancelExecution',
    summary: 'Cancels a run',
    description:
      'A queued execution is cancelled at once: 200 with `status: "cancelled"`. A running one: 202 with `status: "running"`. Its call is aborted within 5 s; a long-running job is told with its next progress and has 10 s. The slot is held until then.',
    params: ExecutionParams,
    body: ChangeBody.strict(),
    answers: { 200: ExecutionCancelled, 202: ExecutionCancelled },
    codes: ['EXECUTION_NOT_FOUND', 'EXECUTION_ALREADY_FINISHED'],
  },
  'POST /api/executions/:id/rerun': {
    operationId: 'rerunExecution',
    summary: 'Runs a finished run again',
    description:
      'Runs a finished execution again, with its config or the given one, as a new execution with `parent_execution_ids`. Waits and answers as a [trigger](#post-apijobsjobnametrigger) does.',
    params: ExecutionParams,
    headers: RunHeaders,
    body: RunBody.strict(),
    answers: { 200: RunEnded, 202: RunAccepted },
    codes: [
      'EXECUTION_NOT_FOUND',
      'EXECUTION_NOT_FINISHED',
      'JOB_NOT_FOUND',
      'JOB_ALREADY_RUNNING',
      'QUEUE_FULL',
      'IDEMPOTENCY_KEY_REUSED',
    ],
    links: RUN_LINKS,
    example: { headers: { Prefer: 'wait=5' } },
  },
  'POST /api/executions/:id/progress': {
    operationId: 'reportProgress',
    summary: 'Reports progress',
    description:
      'A report of a [long-running job](../guides/long-running-jobs.md#progress), with the header `X-Scheduler-Callback-Token`. Every report is a sign of life, so none is refused for what it says: wrong fields are ignored, with a warning.',
    params: ExecutionParams,
    body: Progress,
    answers: { 200: ProgressReported },
    codes: ['CALLBACK_TOKEN_INVALID', 'ATTEMPT_ALREADY_ENDED'],
  },
  'POST /api/executions/:id/complete': {
    operationId: 'completeExecution',
    summary: 'Reports the end',
    description:
      'The end of a [long-running job](../guides/long-running-jobs.md#completion), with the same header. The body is a JobResult.',
    params: ExecutionParams,
    body: JobResult,
    answers: { 200: AttemptReported },
    codes: ['CALLBACK_TOKEN_INVALID', 'ATTEMPT_ALREADY_ENDED'],
  },
} as const satisfies Record<string, RouteContract>;
