// An object of the sender's own, passed on as it is: every name in it is kept, also `__proto__`, which z.record leaves out.
import { z } from 'zod';
import { exactSource } from '../json/exactJson.ts';

export type JsonObject = Record<string, unknown>;

export const JsonObject = z.custom<JsonObject>(
  (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && exactSource(value) === undefined,
  'must be a JSON object',
);
