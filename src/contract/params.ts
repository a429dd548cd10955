// Parameters in paths. A malformed one is answered as one that names nothing.
import { z } from 'zod';
import { Name } from './fields.ts';

export const JobParams = z.object({ jobName: Name });
export const ServiceParams = z.object({ service: Name });
export const ExecutionParams = z.object({ id: z.guid().describe('The id of an execution.') });
export const BackfillParams = z.object({ id: z.guid().describe('The id of a backfill.') });
