// After the build: what a first visit loads must stay small enough for an operator on a bad line.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const MAX_FIRST_VIEW_KB = 350;
const DIST = join(import.meta.dirname, 'dist');

interface Chunk {
  file: string;
  css?: string[];
  /** Keys of the chunks that this one needs at once. */
  imports?: string[];
}

const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
const files = [...firstView('index.html')].map((file) => ({ file, content: readFileSync(join(DIST, file)) }));
const sizes = files.map(({ file, content }) => ({ file, kB: gzipSync(content).length / 1_000 }));
const totalKB = sizes.reduce((sum, { kB }) => sum + kB, 0);

for (const { file, kB } of sizes) console.log(`${kB.toFixed(1).padStart(8)} kB  ${file}`);
console.log(`${totalKB.toFixed(1).padStart(8)} kB  first view, gzip (at most ${MAX_FIRST_VIEW_KB} kB)`);
if (totalKB > MAX_FIRST_VIEW_KB) {
  console.error('The first view is too large: load what it does not show with lazyRouteComponent or lazy().');
  process.exit(1);
}

if (files.some(({ content }) => content.includes('recharts-'))) {
  console.error('The first view has the code of the charts: nothing in it may import them but by import().');
  process.exit(1);
}

function firstView(key: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the build's manifest has no "${key}"`);
  if (seen.has(chunk.file)) return seen;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file);
  for (const imported of chunk.imports ?? []) firstView(imported, seen);
  return seen;
}
