// A free-form object, passed on unchanged: it keeps every name, also `__proto__`, which z.record drops.
import { z } from 'zod';
import { exactSource } from '../json/exactJson.ts';

export type JsonObject = Record<string, unknown>;

export const JsonObject = z
  .custom<JsonObject>(
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      exactSource(value) === undefined,
    'must be a JSON object',
  )
  .meta({ id: 'JsonObject', override: { type: 'object' } });
