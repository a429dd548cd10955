// Reads a progress report. Every report is a sign of life, so none is refused: faults are repaired, with a warning for each.
import { COUNTS, Count, MAX_COUNT } from '../contract/serviceCall.ts';
import { MAX_PROGRESS_MESSAGE, Progress } from '../contract/attempts.ts';
import type { Warning } from '../contract/warnings.ts';
import { storable } from './cutText.ts';
import type { DecodedBody } from './decodeBody.ts';
import { MAX_PARSED_CHARACTERS } from './limits.ts';

export const PROGRESS_FIELDS = Object.keys(Progress.shape);

/** `fields`: as sent. */
export function readProgress({ text, whole }: DecodedBody): {
  fields: object;
  progress: Progress;
  warnings: Warning[];
} {
  const warnings: Warning[] = [];
  const fields = objectOf(text, whole);
  if (fields === undefined) {
    warnings.push({
      code: 'REPAIRED',
      message: 'the body was ignored; it is not a JSON object of this size',
    });
    return { fields: {}, progress: {}, warnings };
  }
  const given = new Map(Object.entries(fields).filter(([, value]) => value !== null));
  const progress: Progress = {};
  for (const name of COUNTS) {
    if (!given.has(name)) continue;
    const count = Count.safeParse(given.get(name));
    if (count.success) progress[name] = count.data;
    else warn(name, `was ignored; it has to be an integer from 0 to ${MAX_COUNT}`);
  }
  const percent = given.get('percent');
  if (typeof percent === 'number') {
    progress.percent = Math.min(100, Math.max(0, percent));
    if (progress.percent !== percent) warn('percent', `was taken as ${progress.percent}`);
  } else if (percent !== undefined) {
    warn('percent', 'was ignored; it has to be a number from 0 to 100');
  }
  const message = given.get('message');
  if (typeof message === 'string') {
    progress.message = storable(message.slice(0, MAX_PROGRESS_MESSAGE));
    if (message.length > MAX_PROGRESS_MESSAGE) {
      warn('message', `was cut to ${MAX_PROGRESS_MESSAGE} characters`);
    }
  } else if (message !== undefined) {
    warn('message', 'was ignored; it has to be a text');
  }
  return { fields, progress, warnings };

  function warn(field: string, what: string): void {
    warnings.push({ code: 'REPAIRED', field, message: `${field} ${what}` });
  }
}

function objectOf(text: string, whole: boolean): object | undefined {
  if (text.trim() === '') return {};
  if (!whole || text.length > MAX_PARSED_CHARACTERS) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
