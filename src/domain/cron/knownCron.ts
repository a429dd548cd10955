// A cache of parsed expressions: every fire, list and keystroke asks for the same ones.
import { LRUCache } from 'lru-cache';
import { parseCron, type ParsedCron } from './parseCron.ts';

/** Some 2 KB each; reading one costs some 10 µs. */
const known = new LRUCache<string, ParsedCron>({ max: 2_000 });

/** As parseCron. @throws {InvalidCron} */
export function knownCron(cronExpression: string, jobName?: string): ParsedCron {
  const key = `${cronExpression} ${/h/i.test(cronExpression) ? (jobName ?? '') : ''}`;
  const already = known.get(key);
  if (already) return already;
  const read = parseCron(cronExpression, jobName);
  known.set(key, read);
  return read;
}
