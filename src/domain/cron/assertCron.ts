// The check of an expression that comes in: stricter than for one that is stored already.
import { knownCron } from './knownCron.ts';
import { refuseOddQuestionMarks, type ParsedCron } from './parseCron.ts';

/** As knownCron; refuses what stored jobs may have and hardly anybody means. @throws {InvalidCron} */
export function assertCron(expression: string, jobName?: string): ParsedCron {
  const cron = knownCron(expression, jobName);
  refuseOddQuestionMarks(expression);
  return cron;
}
