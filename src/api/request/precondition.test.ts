import { expect, it } from 'vitest';
import { thrownBy } from '../../../test/support/thrownBy.ts';
import { entityTag, expectedVersions } from './precondition.ts';

it.each<[string, number[] | undefined]>([
  ['', undefined],
  ['*', undefined],
  [' * ', undefined],
  ['"12"', [12]],
  ['12', [12]],
  ['"12", "13"', [12, 13]],
  [entityTag({ version: 7 }), [7]],
])('reads If-Match %j as %j', (header, versions) => expect(expectedVersions(header)).toEqual(versions));

it.each(['"abc"', 'W/"12"', '"12",', '"1234567890123456"', '-1', '*, "1"'])('refuses %s', (header) => {
  const { code, message, details } = thrownBy(() => expectedVersions(header));
  expect(code).toBe('VALIDATION_FAILED');
  expect(message).toContain(`not ${header}`);
  expect(details).toMatchObject([{ path: 'If-Match' }]);
});
