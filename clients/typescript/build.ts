// Builds the package twice, for `import` and for `require`: the sources use nothing that differs between them. Into `dist`, or
// the folder that is given.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const FOLDER = import.meta.dirname;
const output = process.argv[2] ?? join(FOLDER, 'dist');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');

function compile(kind: 'esm' | 'cjs', ...options: string[]): void {
  const args = ['--project', FOLDER, '--outDir', join(output, kind), ...options];
  execFileSync(process.execPath, [compiler, ...args], { stdio: 'inherit' });
}

rmSync(output, { recursive: true, force: true });
compile('esm');
compile('cjs', '--module', 'commonjs');
writeFileSync(join(output, 'cjs/package.json'), '{ "type": "commonjs" }\n');

// The compiler leaves the names of sources in declarations.
for (const file of globSync(join(output, '**/*.d.ts'))) {
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(["']\.[^"']*)\.ts(["'])/g, '$1.js$2'));
}
