// The answers of a route by HTTP status, errors included, with their headers and the routes that they lead to.
import { z } from 'zod';
import type { ZodOpenApiLinksObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import type { RouteContract } from '../../contract/routes/routeContract.ts';
import { errorAnswers } from './errorAnswers.ts';

/** Of Node itself, before a route is known. */
const TOO_LONG = 'Address and headers have more than 16 KiB. Without a body.';

const DESCRIPTIONS: Record<string, string> = { 200: 'Done.', 202: 'Accepted.' };

export function answersOf({ answers, codes = [], links }: RouteContract): ZodOpenApiResponsesObject {
  const found = errorAnswers(codes);
  for (const [status, schema] of Object.entries(answers)) {
    const error = found.get(status);
    found.set(
      status,
      error === undefined
        ? { description: DESCRIPTIONS[status]!, schema }
        : { ...error, schema: z.union([schema, error.schema]) },
    );
  }
  const described = Object.fromEntries(
    [...found].map(([status, { description, schema }]) => [
      status,
      {
        description,
        headers: headersOf(status),
        content: { 'application/json': { schema } },
        ...(links && status in answers && { links: linksOf(links) }),
      },
    ]),
  );
  return { ...described, 431: { description: TOO_LONG } };
}

function headersOf(status: string) {
  return z.object({
    'X-Request-Id': z.string().describe('Also in the log lines of the request.'),
    ...(status === '202' && { Location: z.string().describe('Where to ask how it goes on.') }),
    ...((status === '429' || status === '503') && {
      'Retry-After': z.string().describe('Seconds.').optional(),
    }),
  });
}

function linksOf(links: NonNullable<RouteContract['links']>): ZodOpenApiLinksObject {
  return Object.fromEntries(
    Object.entries(links).map(([operationId, parameters]) => [operationId, { operationId, parameters }]),
  );
}
