// How runs are found in the Temporal UI. The worker registers them in the namespace before it polls.
import { defineSearchAttributeKey, SearchAttributeType, TypedSearchAttributes } from '@temporalio/common';

const JobName = defineSearchAttributeKey('JobName', SearchAttributeType.KEYWORD);
const Service = defineSearchAttributeKey('Service', SearchAttributeType.KEYWORD);
const Origin = defineSearchAttributeKey('Origin', SearchAttributeType.KEYWORD);

/** All names; runJob itself upserts ExecutionId once it has begun. */
export const SEARCH_ATTRIBUTES = ['ExecutionId', JobName.name, Service.name, Origin.name];

export function searchAttributesOf(run: {
  jobName: string;
  service: string;
  origin: string;
}): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: JobName, value: run.jobName },
    { key: Service, value: run.service },
    { key: Origin, value: run.origin },
  ]);
}
