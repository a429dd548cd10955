// The progress that a run has reported, as text.
import type { Progress } from '../../../src/contract/attempts.ts';
import { formatDuration } from '../shared/format/formatDuration.ts';

/** "420 items, 3 failed, 42 %" */
export function progressText({ itemsProcessed: items, itemsFailed: failed, percent }: Progress): string {
  const words = [
    ...(items === undefined ? [] : [`${items.toLocaleString()} ${items === 1 ? 'item' : 'items'}`]),
    ...(failed === undefined || failed === 0 ? [] : [`${failed.toLocaleString()} failed`]),
    ...(percent === undefined ? [] : [`${Math.round(percent)} %`]),
  ];
  return words.length === 0 ? 'Reports that it is working' : words.join(', ');
}

/** @param stuckSeconds silence after which the run counts as stuck; null = unknown */
export function signOfLife(silentMs: number, stuckSeconds: number | null): string {
  const silent = formatDuration(Math.round(silentMs / 1_000) * 1_000);
  // A warning from half of the limit.
  if (stuckSeconds === null || silentMs < stuckSeconds * 500) return `last sign of life ${silent} ago`;
  return `no sign of life for ${silent}, stuck at ${stuckSeconds} s`;
}
