import { expect, it } from 'vitest';
import { preferredWaitMs } from './prefer.ts';

it.each<[string, number | null]>([
  ['', null],
  ['respond-async', 0],
  ['Respond-Async', 0],
  ['wait=10', 10_000],
  ['wait = "10"', 10_000],
  ['respond-async, wait=2', 2_000],
  ['return=minimal; x=1, wait=3;y', 3_000],
  ['wait=0', 0],
  ['wait=1234567', null],
  ['wait=-1', null],
  ['wait=soon', null],
  ['handling=lenient', null],
])('Prefer: %s means %s', (header, waitMs) => expect(preferredWaitMs(header)).toBe(waitMs));
