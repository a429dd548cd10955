// docs/reference/http-api.md has a section for each route, with its statuses, the fields of its body and answers, and its codes.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ERROR_STATUSES } from '../../src/api/response/errorStatuses.ts';
import { JobRegistration, OperatorSettings } from '../../src/contract/jobs.ts';
import { ROUTES, type RouteName } from '../../src/contract/routes.ts';
import { PORTAL_PATH } from '../../src/domain/portalAddress.ts';
import { sectionsOf } from './pages.ts';

const sections = sectionsOf('docs/reference/http-api.md', 3);

/** Described once for all routes, or on the page of settings. */
const ELSEWHERE = new Set([
  'userId',
  'reason',
  'declared',
  'overrides',
  ...Object.keys(JobRegistration.shape),
  ...Object.keys(OperatorSettings.shape),
]);

it('has a section for each route, and none for others', () => {
  expect([...sections.keys()].toSorted()).toEqual([...Object.keys(ROUTES), `GET ${PORTAL_PATH}`].toSorted());
});

it.each(Object.keys(ROUTES) as RouteName[])('%s: has statuses, fields and codes', (route) => {
  const text = sections.get(route)!;
  const { answers, ...request } = ROUTES[route];
  const schemas = [...Object.values(answers), ...('body' in request ? [request.body] : [])];
  const fields = new Set(
    schemas.flatMap((schema) => fieldsOf(schema)).filter((field) => !ELSEWHERE.has(field)),
  );
  expect([...fields].filter((field) => !new RegExp(`\\b${field}\\b`).test(text))).toEqual([]);
  expect(Object.keys(answers).filter((status) => !text.includes(status))).toEqual([]);

  const codes = [...(/^Codes: (.*)$/m.exec(text)?.[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(
    ([, code]) => code!,
  );
  expect(codes.filter((code) => !(code in ERROR_STATUSES))).toEqual([]);
});

/** Of the object itself, or of each of its variants. */
function fieldsOf(schema: z.ZodType): string[] {
  const { properties, anyOf, oneOf } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const variants = [{ properties }, ...(anyOf ?? []), ...(oneOf ?? [])];
  return variants.flatMap((variant) => Object.keys((variant as { properties?: object }).properties ?? {}));
}
