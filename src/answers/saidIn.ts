// Finds a service's own error text in a JSON body that is not a JobResult, also in a truncated one.
import { textOf } from './readJobResult.ts';
import { topLevelFields } from './topLevelFields.ts';

/** In this order. */
const FIELDS = ['error', 'message', 'detail'];

export function saidIn(json: string): string | undefined {
  const fields = topLevelFields(json);
  for (const name of FIELDS) {
    const field = fields?.get(name);
    if (field === undefined) continue;
    if (field.source.startsWith('{')) {
      const said = saidIn(field.source);
      if (said !== undefined) return said;
    }
    const text = field.source.startsWith('"') ? textOf(field) : undefined;
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}
