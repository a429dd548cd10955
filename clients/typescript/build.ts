// Builds the package twice, for `import` and for `require`: the sources use nothing that differs between them.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = import.meta.dirname;
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const compile = (...options: string[]) =>
  execFileSync(process.execPath, [compiler, '--project', FOLDER, ...options], { stdio: 'inherit' });

rmSync(join(FOLDER, 'dist'), { recursive: true, force: true });
compile();
compile('--outDir', join(FOLDER, 'dist/cjs'), '--module', 'commonjs');
writeFileSync(join(FOLDER, 'dist/cjs/package.json'), '{ "type": "commonjs" }\n');

// The compiler leaves the names of sources in declarations.
for (const file of globSync(join(FOLDER, 'dist/**/*.d.ts'))) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(["']\.[^"']*)\.ts(["'])/g, '$1.js$2'));
}
