// package.json asks for a Node that all its packages run on, and pins one of those for its scripts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { satisfies, subset } from 'semver';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { ROOT } from './pages.ts';

const asked = packageJson.engines.node;

it('has engines that satisfy every package', () => {
  const names = Object.keys({ ...packageJson.dependencies, ...packageJson.devDependencies });
  const tooOld = names.flatMap((name) => {
    const text = readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8');
    const { engines } = JSON.parse(text) as { engines?: { node?: string } };
    return engines?.node === undefined || subset(asked, engines.node) ? [] : [`${name}: ${engines.node}`];
  });
  expect(tooOld).toEqual([]);
  expect(satisfies(packageJson.devDependencies.node, asked)).toBe(true);
});
