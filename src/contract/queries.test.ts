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

const from = (instant: string) => Query.safeParse({ from: instant }).data?.from;

it('takes an instant of any offset that has a year of the database', () => {
  expect(from('2026-03-01T00:00:00.123456Z')).toBe('2026-03-01T00:00:00.123456Z');
  expect(from('3605-04-27T02:11:26.837736-20:53')).toBe('3605-04-27T23:04:26.837Z');
  for (const refused of [
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    `2026-03-01T00:00:00.${'1'.repeat(99)}Z`,
  ]) {
    expect(from(refused), refused).toBeUndefined();
  }
});
