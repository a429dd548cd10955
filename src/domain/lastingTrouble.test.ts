import { expect, it } from 'vitest';
import { createLastingTrouble } from './lastingTrouble.ts';

it('says a trouble when it begins, when it changes, after five minutes, and when it is over', () => {
  const lines: unknown[] = [];
  let now = 0;
  const trouble = createLastingTrouble(
    {
      warn: (fields, message) => lines.push(['warn', fields, message]),
      info: (fields, message) => lines.push(['info', fields, message]),
    },
    () => now,
  );
  trouble.over('fine');
  for (; now < 301_000; now += 1_000) trouble.met('away', { error: `try ${now}` }, 'no answer');
  trouble.met('slow', {}, 'slow now');
  now += 2_000;
  trouble.over('fine');
  trouble.over('fine');
  trouble.met('away', {}, 'no answer');
  now += 121_000;
  trouble.met('away', {}, 'no answer again');
  expect(lines).toEqual([
    ['warn', { error: 'try 0' }, 'no answer'],
    ['warn', { error: 'try 300000', times: 301, forSeconds: 300 }, 'no answer'],
    ['warn', {}, 'slow now'],
    ['info', { times: 1, afterSeconds: 2 }, 'fine'],
    ['warn', {}, 'no answer'],
    ['warn', {}, 'no answer again'],
  ]);
});
