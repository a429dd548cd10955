// Every error answer. Branch on `code`; the message is for people.
import { z } from 'zod';
import { ERROR_CODES } from '../domain/errors.ts';
import { Job } from './jobs.ts';

export const ApiErrorBody = z
  .object({
    error: z.string().describe('Short title of the code.'),
    code: z.enum(ERROR_CODES),
    message: z.string(),
    requestId: z.string().describe('Also in the log lines of the request.'),
    details: z.unknown().optional().describe('Data about the error; the shape depends on the code.'),
    executionId: z.uuid().optional().describe('With JOB_ALREADY_RUNNING: the other run.'),
    /** With VERSION_CONFLICT: the job as it is now. */
    job: Job.optional(),
  })
  .meta({ id: 'Error', description: 'Every error. Branch on `code`; the message is for people.' });
export type ApiErrorBody = z.infer<typeof ApiErrorBody>;
