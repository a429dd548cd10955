// A function of the database as a typed verb: one call, its answer checked, its errors translated.
import type { z } from 'zod';
import type { Database } from './database.ts';
import { asSchedulerError } from './refusals.ts';

export type Verb = ReturnType<typeof createVerb>;

/**
 * `verb<Args>()(functionName, answer)`: the arguments are stated, the type of the answer follows from its schema.
 * @throws SchedulerError from every verb: the refusal's own code, DATABASE_UNAVAILABLE (worth repeating) or INTERNAL.
 */
export function createVerb(database: Database) {
  return <Args extends object = object>() =>
    <Answer>(functionName: string, answer: z.ZodType<Answer>) =>
    async (args: Args): Promise<Answer> => {
      try {
        return answer.parse(await database.call(functionName, args));
      } catch (cause) {
        throw asSchedulerError(functionName, cause);
      }
    };
}
