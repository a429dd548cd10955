// After the build: every asset once more as Brotli's best, which takes too long to be done at each visit. The API sends it as it is.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const ASSETS = join(import.meta.dirname, 'dist/assets');

for (const file of readdirSync(ASSETS)) {
  writeFileSync(join(ASSETS, `${file}.br`), brotliCompressSync(readFileSync(join(ASSETS, file))));
}
