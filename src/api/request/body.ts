// The body of a request, parsed by its schema.
import type { Context } from 'koa';
import type { z } from 'zod';
import type { Warning } from '../../contract/warnings.ts';
import { refuseUnknownFields, unknownFieldWarnings, validate } from './validate.ts';

/**
 * `unknown`: whether unknown fields are refused, or only warned of because existing callers send them.
 * `alsoKnown`: fields that the route handles itself.
 * @throws SchedulerError VALIDATION_FAILED
 */
export function bodyOf<Body>(
  { state }: Pick<Context, 'state'>,
  schema: z.ZodType<Body> & { shape: object },
  { unknown, alsoKnown = [] }: { unknown: 'refuse' | 'warn'; alsoKnown?: readonly string[] },
): { body: Body; warnings: Warning[] } {
  const known = [...Object.keys(schema.shape), ...alsoKnown];
  if (unknown === 'refuse') refuseUnknownFields(state.body, known);
  const body = validate(schema, state.body);
  return { body, warnings: unknownFieldWarnings(state.body, known) };
}
