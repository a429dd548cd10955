import { expect, it } from 'vitest';
import { parseExactJson } from './exactJson.ts';

it('keeps every digit of large integers, and leaves all else to JSON', () => {
  const exact =
    '{"id":9007199254740993,"ids":[-18446744073709551616,{"n":123456789012345678901234567890}],"a":1}';
  expect(JSON.stringify(parseExactJson(exact))).toBe(exact);
  const numbers =
    '{"safe":9007199254740991,"rate":0.12345678901234567,"big":1e300,"text":"9007199254740993"}';
  expect(parseExactJson(numbers)).toEqual(JSON.parse(numbers));
  expect(() => parseExactJson('{"id":90071992547409930')).toThrow(SyntaxError);
});
