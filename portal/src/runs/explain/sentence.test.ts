import { expect, test } from 'vitest';
import { sentenceOf } from './sentence.ts';

test('finds instants and runs in the words of the server', () => {
  const id = '0199f1c2-6d3e-7a51-b0c4-2f6f0f3f8a11';
  expect(sentenceOf(`execution ${id} is due at 2026-11-23T09:00:00.000Z`)).toEqual([
    { executionId: id, words: 'another run' },
    ' is due at ',
    { at: '2026-11-23T09:00:00.000Z' },
  ]);
  expect(sentenceOf('nothing to find')).toEqual(['nothing to find']);
});
