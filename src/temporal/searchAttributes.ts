// The search attributes by which runs are found in the Temporal UI. The worker registers them before it polls.
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';

export const ExecutionId = defineSearchAttributeKey('ExecutionId', SearchAttributeType.KEYWORD);
const JobName = defineSearchAttributeKey('JobName', SearchAttributeType.KEYWORD);
const Service = defineSearchAttributeKey('Service', SearchAttributeType.KEYWORD);
const Origin = defineSearchAttributeKey('Origin', SearchAttributeType.KEYWORD);

export const SEARCH_ATTRIBUTES = [ExecutionId.name, JobName.name, Service.name, Origin.name];

/** Without `executionId` for a Schedule's runs, which upsert it once they know it. */
export function searchAttributesOf(run: {
  executionId?: string;
  jobName: string;
  service: string;
  origin: string;
}): TypedSearchAttributes {
  return new TypedSearchAttributes([
    ...(run.executionId === undefined ? [] : [{ key: ExecutionId, value: run.executionId }]),
    { key: JobName, value: run.jobName },
    { key: Service, value: run.service },
    { key: Origin, value: run.origin },
  ]);
}
