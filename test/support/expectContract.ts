// Every answer that a test receives is one of the contract's, with no field more or less.
import { expect } from 'vitest';
import { ApiErrorBody } from '../../src/contract/errors.ts';
import { ROUTES } from '../../src/contract/routes.ts';
import type { ApiAnswer } from './apiAnswer.ts';

const routes = Object.entries(ROUTES).map(([route, { answers }]) => {
  const [method, path] = route.split(' ') as [string, string];
  return { method, pattern: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}/?$`, 'i'), answers };
});

export function expectContract(method: string, address: string, { status, body }: ApiAnswer): void {
  const path = address.split('?', 1)[0]!;
  if (body === null || !/^\/(api|health)(\/|$)/i.test(path)) return;
  const route = routes.find((one) => one.method === method && one.pattern.test(path));
  const known = route?.answers[status as keyof typeof route.answers];
  const schemas = [...(known === undefined ? [] : [known]), ...(status >= 400 ? [ApiErrorBody] : [])];
  expect(schemas, `${method} ${path} has no answer ${status} in the contract`).not.toHaveLength(0);
  const parsed = schemas.map((schema) => schema.safeParse(body)).find(({ success }) => success);
  // What no schema takes is shown beside what the first of them misses.
  const about = parsed ? '' : JSON.stringify(schemas[0]!.safeParse(body).error?.issues);
  expect(parsed?.data, `${method} ${path}, ${status}: ${about}`).toEqual(body);
}
