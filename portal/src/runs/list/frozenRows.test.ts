import { expect, it } from 'vitest';
import { frozenRows } from './frozenRows.ts';

const rows = (text: string, mark = '') => text.split('').map((id) => ({ id, mark }));
const ids = (text: string, held: string, about: Partial<{ isWhole: boolean; isOfBefore: boolean }> = {}) => {
  const shown = frozenRows(rows(held), {
    rows: rows(text, 'new'),
    isWhole: false,
    isOfBefore: false,
    ...about,
  });
  return { rows: shown.rows.map(({ id }) => id).join(''), newer: shown.newer };
};

it('updates rows in place and counts those on top', () => {
  expect(ids('xyabc', 'abc')).toEqual({ rows: 'abc', newer: 2 });
  expect(
    frozenRows(rows('a'), { rows: rows('a', 'new'), isWhole: false, isOfBefore: false }).rows[0],
  ).toEqual({
    id: 'a',
    mark: 'new',
  });
});

it('keeps what newer rows have pushed off the page', () => {
  expect(ids('xya', 'abc')).toEqual({ rows: 'abc', newer: 2 });
  expect(ids('xyz', 'abc')).toEqual({ rows: 'abc', newer: 3 });
});

it('drops what does not match any more', () => {
  expect(ids('ac', 'abc')).toEqual({ rows: 'ac', newer: 0 });
  expect(ids('xa', 'abc', { isWhole: true })).toEqual({ rows: 'a', newer: 1 });
  expect(ids('', 'abc', { isWhole: true })).toEqual({ rows: '', newer: 0 });
});

it('takes nothing from the answer to another question', () => {
  expect(ids('xyz', 'abc', { isOfBefore: true })).toEqual({ rows: 'abc', newer: 0 });
});
