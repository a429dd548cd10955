import { expect, test } from 'vitest';
import { parseExactly } from './exactJson.ts';

test('shows numbers with the digits that were sent', () => {
  const text = '{"id":9007199254740993,"rate":1.10,"ids":[1,18446744073709551615]}';
  expect(JSON.stringify(parseExactly(text))).toBe(text);
});
