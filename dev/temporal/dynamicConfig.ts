// The server settings of temporal/dynamicconfig.yaml, as the development server takes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { TEMPORAL_MODULE } from './cache.ts';

/** Durations as the server writes them: `10ms`. */
export type DynamicConfig = Readonly<Record<string, number | boolean | string>>;

/** The file is for this many; the development server has one. */
export const SHARDS = 512;
const PER_SHARD = ['history.transferProcessorMaxPollRPS', 'history.timerProcessorMaxPollRPS'];

const File = z.record(
  z.string(),
  z.tuple([z.strictObject({ value: z.union([z.number(), z.boolean(), z.string()]) })]),
);

export function readDynamicConfig(): DynamicConfig {
  const file = File.parse(parse(readFileSync(join(TEMPORAL_MODULE, 'dynamicconfig.yaml'), 'utf8')));
  return Object.fromEntries(Object.entries(file).map(([key, [{ value }]]) => [key, value]));
}

/** The one shard may do what all of them may together. */
export function forOneShard(config: DynamicConfig): DynamicConfig {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      typeof value === 'number' && PER_SHARD.includes(key) ? value * SHARDS : value,
    ]),
  );
}
