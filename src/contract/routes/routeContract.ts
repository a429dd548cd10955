// What the contract says of a route. /openapi.json and docs/reference/http-api.md are made from it.
import type { z } from 'zod';
import type { ErrorCode } from '../../domain/errors.ts';

export interface RouteContract {
  /** Generated clients name their function so. */
  operationId: string;
  /** A few words. */
  summary: string;
  /** Markdown, as in docs/reference. */
  description?: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  headers?: z.ZodObject;
  /** A strict object: unknown fields are refused. Otherwise they are ignored, with a warning. */
  body?: z.ZodObject;
  /** Answers by HTTP status. Errors are ApiErrorBody. */
  answers: Partial<Record<200 | 202 | 503, z.ZodType>>;
  /** Besides those that every route may answer. */
  codes?: readonly ErrorCode[];
  /** Routes that take a value of an answer: by `operationId`, parameters and where their values are. */
  links?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** A request that succeeds, on the jobs of the test that sends it. */
  example?: Example;
}

/** Of a route that starts a run. */
export const RUN_LINKS = {
  getExecution: { id: '$response.body#/executionId' },
  cancelExecution: { id: '$response.body#/executionId' },
  rerunExecution: { id: '$response.body#/executionId' },
};

interface Example {
  params?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string | number>>;
  headers?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
}

/** What any route may answer. */
export const CODES_OF_EVERY_ROUTE = [
  'INVALID_JSON',
  'VALIDATION_FAILED',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NO_ROLE',
  'ORIGIN_NOT_ALLOWED',
  'ROUTE_NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'BODY_TOO_LARGE',
  'RATE_LIMITED',
  'INTERNAL',
  'DATABASE_UNAVAILABLE',
  'SIGN_IN_UNAVAILABLE',
  'TEMPORAL_UNAVAILABLE',
] as const satisfies ErrorCode[];
