// docs/reference/http-api.md has a section for each route, and names only codes that exist.
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createRouter } from '../../src/api/app.ts';
import type { ApiDeps } from '../../src/api/deps.ts';
import { ERROR_ANSWERS } from '../../src/api/response/errorStatuses.ts';
import { NODE_ZONE_DATA } from '../../src/domain/cron/zoneData.ts';
import { sectionsOf } from './pages.ts';

const sections = sectionsOf('docs/reference/http-api.md', 3);

it('has a section for each route, and none for others', () => {
  // No route is called: what they are made with need not work.
  const deps = { zoneData: NODE_ZONE_DATA, portalFolder: '', config: {}, log: pino({ level: 'silent' }) };
  const router = createRouter(deps as unknown as ApiDeps);
  const routes = router.stack.flatMap(({ methods, path }) =>
    methods
      .filter((method) => method !== 'HEAD')
      .map((method) => `${method} ${String(path).replace('{/*path}', '')}`),
  );
  expect([...sections.keys()].toSorted()).toEqual(routes.toSorted());
});

it.each([...sections])('%s: names codes that exist', (_route, text) => {
  const codes = [...(/^Codes: (.*?\.)$/m.exec(text)?.[1] ?? '').matchAll(/`([A-Z_]+)`/g)].map(
    ([, code]) => code!,
  );
  expect(codes.filter((code) => !(code in ERROR_ANSWERS))).toEqual([]);
});
