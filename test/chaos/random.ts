// Chance from a seed, so that a run can be repeated: the same seed kills the same parts in the same order.
import { createHash } from 'node:crypto';

/** The same number in [0, 1) for the same words. */
export function chance(seed: number, ...words: (string | number)[]): number {
  const digest = createHash('sha256').update([seed, ...words].join('|')).digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

export interface Random {
  between(low: number, high: number): number;
  oneOf<T>(items: readonly T[]): T;
  shuffled<T>(items: readonly T[]): T[];
}

/** A sequence of its own per purpose, so that what happens at the same time does not disturb another's sequence. */
export function createRandom(seed: number, purpose: string): Random {
  let drawn = 0;
  const next = () => {
    drawn += 1;
    return chance(seed, purpose, drawn);
  };
  return {
    between: (low, high) => low + next() * (high - low),
    oneOf: (items) => items[Math.floor(next() * items.length)]!,
    shuffled: (items) =>
      items
        .map((item) => ({ item, rank: next() }))
        .toSorted((a, b) => a.rank - b.rank)
        .map(({ item }) => item),
  };
}
