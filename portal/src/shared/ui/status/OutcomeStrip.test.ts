import { expect, it } from 'vitest';
import { cellAt, stripText } from './OutcomeStrip.tsx';

it.each([
  ['', 'No runs yet'],
  ['F', 'Last run: 1 failed'],
  ['CCCFCCMCCCCCCCCCCCCC', 'Last 20 runs: 18 completed, 1 failed, 1 missed'],
])('says "%s" in words', (strip, words) => expect(stripText(strip)).toBe(words));

it.each([
  [-3, 0],
  [0, 0],
  [6.9, 0],
  [7, 1],
  [139, 19],
  [500, 19],
])('finds at %d px cell %d', (offset, cell) => expect(cellAt(offset)).toBe(cell));
