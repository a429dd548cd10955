import { expect, test } from 'vitest';
import { layerGraph } from './layerGraph.ts';

const edges = (...pairs: [string, string][]) => pairs.map(([from, to]) => ({ from, to }));

test('a job stands right of everything it waits for, on the longest way', () => {
  const layers = layerGraph(['d', 'c', 'b', 'a'], edges(['a', 'b'], ['b', 'c'], ['a', 'c'], ['c', 'd']));
  expect(layers).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('the order within a layer follows that of the layer before', () => {
  const layers = layerGraph(['a', 'b', 'y', 'x'], edges(['a', 'x'], ['b', 'y']));
  expect(layers).toEqual([
    ['a', 'b'],
    ['x', 'y'],
  ]);
});

test('a cycle and an edge to an unknown job do not break it', () => {
  expect(
    layerGraph(['a', 'b'], edges(['a', 'b'], ['b', 'a'], ['gone', 'a']))
      .flat()
      .toSorted(),
  ).toEqual(['a', 'b']);
});
