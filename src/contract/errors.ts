// Every error answer. Branch on `code`; the message is for people.
import { z } from 'zod';
import { ERROR_CODES } from '../domain/errors.ts';
import { Job } from './jobs.ts';

export const ApiErrorBody = z
  .object({
    /** Short title of the code. */
    error: z.string(),
    code: z.enum(ERROR_CODES),
    message: z.string(),
    /** Also in the log lines of the request. */
    requestId: z.string(),
    /** Data about the error; the shape depends on the code. */
    details: z.unknown().optional(),
    /** With JOB_ALREADY_RUNNING: the other run. */
    executionId: z.uuid().optional(),
    /** With VERSION_CONFLICT: the job as it is now. */
    job: Job.optional(),
  })
  .meta({ id: 'Error', description: 'Every error. Branch on `code`; the message is for people.' });
export type ApiErrorBody = z.infer<typeof ApiErrorBody>;
