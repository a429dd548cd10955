import { expect, it } from 'vitest';
import { z } from 'zod';
import { cursorOf, FeedQuery, repeated } from './queries.ts';

const Query = z.object(FeedQuery);
const NEXT = { at: '2026-03-01T00:00:00.123456Z', id: '7b0d3f5e-0000-7000-8000-000000000001' };

it('reads back the position that a page ended with', () => {
  expect(Query.parse({ before: cursorOf(NEXT)! }).before).toEqual(NEXT);
  expect(cursorOf(null)).toBeNull();
});

it.each(['', 'x', btoa('2026-03-01T00:00:00Z'), btoa(`soon|${NEXT.id}`), btoa(`${NEXT.at}|12`)])(
  'refuses the position %j',
  (before) => {
    expect(Query.safeParse({ before }).error?.issues[0]?.message).toBe(
      'must be the nextCursor of an earlier answer',
    );
  },
);

it('takes a filter once or several times', () => {
  expect(Query.parse({ status: 'failed', origin: ['trigger', 'backfill'] })).toEqual({
    status: ['failed'],
    origin: ['trigger', 'backfill'],
  });
  expect(Query.safeParse({ status: 'happy' }).success).toBe(false);
});

it('bounds how often a filter may be repeated', () => {
  const names = repeated(z.string());
  expect(names.parse(undefined)).toBeUndefined();
  expect(names.safeParse(Array(100).fill('a')).success).toBe(true);
  expect(names.safeParse(Array(101).fill('a')).success).toBe(false);
});
