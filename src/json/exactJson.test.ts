import { expect, it } from 'vitest';
import { exactSource, isKeepable, parseExactJson } from './exactJson.ts';

const again = (text: string) => JSON.stringify(parseExactJson(text));

it('keeps every digit of large integers, and leaves all else to JSON', () => {
  const exact =
    '{"id":9007199254740993,"ids":[-18446744073709551616,{"n":123456789012345678901234567890}],"a":1}';
  expect(again(exact)).toBe(exact);
  const numbers =
    '{"safe":9007199254740991,"rate":0.1234567890123456,"big":1e300,"round":1.50000000000000000,"text":"9007199254740993"}';
  expect(parseExactJson(numbers)).toEqual(JSON.parse(numbers));
  expect(() => parseExactJson('{"id":90071992547409930')).toThrow(SyntaxError);
});

it('keeps decimals and exponents beyond a double as they were written', () => {
  const exact =
    '{"rate":0.12345678901234567,"pi":[3.14159265358979323846264338327950288],"huge":-1e400,"tiny":1E-400,"x":12345678901234567e5}';
  expect(again(exact)).toBe(exact);
});

it('takes digits in texts and names for what they are', () => {
  const text = '{"12345678901234567890":"say \\"12345678901234567\\", 1e400","n":12345678901234567890}';
  expect(again(text)).toBe(text);
  expect(() => parseExactJson('{12345678901234567890:1}')).toThrow(SyntaxError);
  expect(() => parseExactJson('[012345678901234567890]')).toThrow(SyntaxError);
});

it('keeps the name __proto__', () => {
  const text = '{"__proto__":{"id":9007199254740993}}';
  expect(again(text)).toBe(text);
});

it('says which numbers a database will keep', () => {
  const [id] = parseExactJson('[9007199254740993]') as unknown[];
  expect(exactSource(id)).toBe('9007199254740993');
  expect(exactSource(1)).toBeUndefined();
  expect(exactSource({ rawJSON: '1' })).toBeUndefined();
  expect(isKeepable('9007199254740993')).toBe(true);
  expect(isKeepable('0.00e-900')).toBe(true);
  for (const lost of ['1e400', '1e-400', '1'.repeat(101)]) expect(isKeepable(lost)).toBe(false);
});

it('reads whatever depth JSON.parse reads', () => {
  const deep = `${'['.repeat(20_000)}12345678901234567890${']'.repeat(20_000)}`;
  let depth = 0;
  for (let at = parseExactJson(deep); Array.isArray(at); at = at[0]) depth += 1;
  expect(depth).toBe(20_000);
});
