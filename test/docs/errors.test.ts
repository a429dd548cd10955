// docs/reference/errors.md lists every code that an answer may carry, under its status.
import { expect, it } from 'vitest';
import { ERROR_STATUSES } from '../../src/api/response/errorStatuses.ts';
import { ROUTES } from '../../src/contract/routes.ts';
import { CODES_OF_EVERY_ROUTE, type RouteContract } from '../../src/contract/routes/routeContract.ts';
import { WarningCode } from '../../src/contract/warnings.ts';
import type { ErrorCode } from '../../src/domain/errors.ts';
import { listedCodes, sectionsOf } from './pages.ts';

const topics = sectionsOf('docs/reference/errors.md', 2);

it('lists every error code once, under its status', () => {
  const listed = [topics.get('Every route')!, topics.get('Single routes')!].flatMap((topic) =>
    topic
      .split(/^### /m)
      .slice(1)
      .flatMap((section) => listedCodes(section).map((code) => `${section.slice(0, 3)} ${code}`)),
  );
  const answered = Object.entries(ERROR_STATUSES).map(([code, { status }]) => `${status} ${code}`);
  expect(listed.toSorted()).toEqual(answered.toSorted());
});

it('lists what every route may answer apart from the codes of single routes', () => {
  expect(listedCodes(topics.get('Every route')!).toSorted()).toEqual(CODES_OF_EVERY_ROUTE.toSorted());
  const ofRoutes = Object.values<RouteContract>(ROUTES).flatMap(({ codes = [] }) => codes);
  const internal: ErrorCode[] = ['ATTEMPT_ALREADY_STARTED', 'EXECUTION_NOT_RUNNING'];
  expect(listedCodes(topics.get('Single routes')!).toSorted()).toEqual(
    [...new Set([...ofRoutes, ...internal])].toSorted(),
  );
});

it('lists every warning code once', () => {
  expect(listedCodes(topics.get('Warnings')!).toSorted()).toEqual(WarningCode.options.toSorted());
});
