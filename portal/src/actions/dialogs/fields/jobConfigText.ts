// A job's config as people type it.
import { parseExactly } from '../../../api/exactJson.ts';

/** What is wrong with the text, or null. */
export function configProblem(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? null : 'The config has to be a JSON object, in { }.';
  } catch (error) {
    return error instanceof SyntaxError ? `This is no JSON: ${error.message}` : 'This is no JSON.';
  }
}

export function parseConfig(text: string): object {
  return parseExactly(text) as object;
}
