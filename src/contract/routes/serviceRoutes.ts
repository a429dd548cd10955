// Services.
import { ServiceParams } from '../params.ts';
import { ServiceBody, ServiceList, ServiceUpdated } from '../services.ts';
import type { RouteContract } from './routeContract.ts';

export const SERVICE_ROUTES = {
  'GET /api/services': {
    operationId: 'listServices',
    summary: 'Lists services',
    description: [
      '- `address` is `{source, url, variable}`, as the process that answers knows it: `source` is `file` ([`SERVICES_FILE`](../operations/services.md#the-file)), `variable`, or `missing` (the service cannot be called; `url` is null).',
      '- `maxConcurrent` is the limit in effect: `overrides.maxConcurrent`, which an operator has set, or else `declared.maxConcurrent` of the file. `null` = no limit.',
      '- `lastCall` is `{at, httpStatus, message, executionId, jobName}`: the newest call among those of its newest runs, `httpStatus: null` if it was not answered. `null` if there is none.',
      '- `droppedJobs`: jobs that its latest start [did not register](../guides/register-a-job.md#jobs-that-are-no-longer-registered).',
    ].join('\n'),
    answers: { 200: ServiceList },
    example: {},
  },
  'PUT /api/services/:service': {
    operationId: 'updateService',
    summary: 'Limits or pauses a service',
    description:
      'Runs at once of all its jobs (`null` returns to the declared limit, or to none), and whether it starts any. What is absent stays. See [limits](../guides/overlap-and-limits.md#limits-runs-of-a-service).',
    params: ServiceParams,
    body: ServiceBody.strict(),
    answers: { 200: ServiceUpdated },
    example: { params: { service: 'email-service' }, body: { maxConcurrent: 5 } },
  },
} as const satisfies Record<string, RouteContract>;
