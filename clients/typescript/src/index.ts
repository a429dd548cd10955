// @scheduler-service/client: register jobs, answer calls, call the API.
export {
  createScheduler,
  SchedulerApiError,
  type Connection,
  type Scheduler,
  type TriggerOptions,
} from './api.ts';
export type { JobCall } from './call.ts';
export type * from './contract.ts';
export { jobHandler, type HandlerOptions, type JobHandler } from './jobHandler.ts';
export {
  registerJobs,
  type JobDeclaration,
  type Registration,
  type RegistrationOptions,
} from './registerJobs.ts';
export type { HandlerResult } from './result.ts';
export type { JobRun } from './runs.ts';
