// The body of a request, parsed by its schema.
import type { Context } from 'koa';
import { z } from 'zod';
import type { Warning } from '../../contract/warnings.ts';
import { refuseUnknownFields, unknownFieldWarnings, validate } from './validate.ts';

/**
 * A strict schema refuses unknown fields. Another only warns of them, because existing callers send them.
 * `alsoKnown`: fields that the route handles itself.
 * @throws SchedulerError VALIDATION_FAILED
 */
export function bodyOf<Body>(
  { state }: Pick<Context, 'state'>,
  schema: z.ZodType<Body> & Pick<z.ZodObject, 'shape' | 'def'>,
  { alsoKnown = [] }: { alsoKnown?: readonly string[] } = {},
): { body: Body; warnings: Warning[] } {
  const known = [...Object.keys(schema.shape), ...alsoKnown];
  if (isStrict(schema)) refuseUnknownFields(state.body, known);
  const body = validate(schema, state.body);
  return { body, warnings: unknownFieldWarnings(state.body, known) };
}

function isStrict({ def }: Pick<z.ZodObject, 'def'>): boolean {
  return def.catchall instanceof z.ZodNever;
}
