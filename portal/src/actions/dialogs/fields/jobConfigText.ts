// A job's config as typed text.
import { parseExactly } from '../../../api/client/exactJson.ts';

/** What is wrong with the text, or null. */
export function configProblem(text: string): string | null {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? null : 'The config must be a JSON object: { … }';
  } catch (error) {
    return error instanceof SyntaxError ? `Not valid JSON: ${error.message}` : 'Not valid JSON.';
  }
}

export function parseConfig(text: string): object {
  return parseExactly(text) as object;
}
