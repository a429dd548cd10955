import { expect, it } from 'vitest';
import { readJobResult } from './readJobResult.ts';

const RESULT = '{"success":true,"itemsProcessed":1,"itemsSucceeded":1,"itemsFailed":0';
const COUNTS = { itemsProcessed: 1, itemsSucceeded: 1, itemsFailed: 0 };
const long = 'x'.repeat(400_000);

it('reads the known fields of a long text, whatever their order', () => {
  const text = `{ "more" : {"success":false,"a":["}\\"",{}]} , "metadata":{"text":"${long}"},${RESULT.slice(1)} , "error":null}`;
  expect(readJobResult(text)).toMatchObject({
    result: { success: true, ...COUNTS, metadata: { truncated: true, originalBytes: 400_011 } },
  });
  const small = `${RESULT},"error":"${long}","metadata":{"id":9007199254740993}}`;
  const { result } = readJobResult(small);
  expect(JSON.stringify(result?.metadata)).toBe('{"id":9007199254740993}');
  expect(result?.error).toMatch(/^x{2000}… \(400,000 characters\)$/);
});

it('reads what stands before the cut, and says so when that is too little', () => {
  expect(readJobResult(`${RESULT},"error":"half \\u00e4 \\ud83d`, false)).toMatchObject({
    result: { success: true, ...COUNTS, error: 'half ä ', metadata: { truncated: true } },
  });
  expect(readJobResult('{"metadata":{"a":[1,2', false)).toMatchObject({
    isJson: true,
    problem: expect.stringMatching(
      /^success: is required.*only the start of it was read; it said: \{"metadata/,
    ),
  });
});

it.each([
  ['', 'the body is empty'],
  ['<html>', 'the body is not JSON (<html>)'],
  [`<html>${long}`, 'the body is not JSON (<html>x'],
  ['[]', 'success: is required'],
  ['7', 'success: is required'],
  [`${RESULT.replace('1', '1.5')}}`, 'itemsProcessed: '],
  [`${RESULT.replace('1', '"1"')}}`, 'itemsProcessed: '],
  [`${RESULT.replace('1', '-9007199254740993')}}`, 'itemsProcessed: '],
])('says of %.20s what is wrong', (text, problem) => {
  expect(readJobResult(text)).toMatchObject({ problem: expect.stringContaining(problem) });
});

it('takes little time for a mebibyte of anything', () => {
  const size = 1024 * 1024 - 1_000;
  for (const [unit, share] of [
    ['1,', 1],
    ['{},', 1],
    ['{},', 0.28],
    ['[', 0.28],
    ['12345678901234567,', 0.24],
    ['"\\u0000",', 0.24],
  ] as const) {
    const filled = unit.repeat((size * share) / unit.length);
    const close = unit === '[' ? ']'.repeat(filled.length) : '1]';
    const text = `${RESULT},"metadata":{"v":[${filled}${close}}}`;
    const before = process.cpuUsage();
    readJobResult(text);
    const { user, system } = process.cpuUsage(before);
    // 67 ms at most on a machine where a reviver took 400 and more; the rest is for slower ones.
    expect((user + system) / 1_000, unit).toBeLessThan(250);
  }
});
